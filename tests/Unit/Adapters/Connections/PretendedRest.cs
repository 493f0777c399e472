using System.Text;
using Rialto.Adapters.Connections;

namespace Rialto.Unit.Adapters.Connections;

/// <summary>A REST source without a network.</summary>
internal sealed class PretendedRest(VirtualTime time, Func<string, RestAnswer> answer) : IRestSource
{
    public List<(TimeSpan At, RestRequest Request)> Asked { get; } = [];

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Takes { get; set; }

    public static RestAnswer Body(string text) => new(200, Encoding.UTF8.GetBytes(text), TimeSpan.Zero, "");

    public async ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop)
    {
        Asked.Add((time.Now, request));
        if (Takes > TimeSpan.Zero)
            await Task.Delay(Takes, time, stop);
        return answer(request.Path);
    }

    public void Dispose()
    {
    }
}
