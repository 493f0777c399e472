using Rialto.Adapters.Connections;

namespace Rialto.Host.Feeds.Recording;

/// <summary>Asks by way of another REST source, and hands what was answered to a recorder. Any thread.</summary>
/// <param name="inner">Asks; disposed with this.</param>
/// <param name="recorder">Writes it down; outlives this.</param>
/// <param name="venue">Name of the venue in the recording.</param>
/// <param name="addressOf">Whole address of a path, as the recording shows it.</param>
internal sealed class RecordingRest(IRestSource inner, CaptureRecorder recorder, string venue, Func<string, Uri> addressOf) : IRestSource
{
    private readonly int _connection = recorder.RestOf(venue);

    /// <inheritdoc/>
    public async ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop)
    {
        var answer = await inner.GetAsync(request, stop);

        // Where no answer came, nothing has passed.
        if (answer.Status == 0)
            return answer;
        var now = recorder.Now();
        recorder.Answered(_connection, addressOf(request.Path).OriginalString, answer.Status, answer.Body.Span, now);
        return answer with { ReceiveTime = now };
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
