using System.Security.Cryptography;

namespace Rialto.Adapters.Orders;

/// <summary>Gets what a venue gives for a key (a listen key, a token), and gets another when that has ended or was forgotten. Any thread; one asks, the others wait for it.</summary>
internal sealed class TicketKeeper(SessionCore core) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly OrderCall _call = new();
    private string _ticket = "";
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>The ticket of now.</summary>
    /// <returns>Empty with a problem where there is none; empty without where the venue gives none.</returns>
    public async Task<(string Ticket, string Problem)> GetAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var now = core.Time.GetUtcNow();
            if (_ticket.Length > 0 && now < _until)
                return (_ticket, "");
            _call.Clear();
            if (!core.Protocol.EncodeTicket(_call, core.Credentials))
                return ("", "");
            if (now < _next)
                return ("", FormattableString.Invariant($"{core.Venue.Name} was asked for a ticket less than {core.Protocol.TicketPause.TotalSeconds:0} s ago"));
            _next = now + core.Protocol.TicketPause;
            var answer = await AskAsync(stop).ConfigureAwait(false);
            if (answer.Status is >= 400 and < 500 and not (408 or 429))
            {
                _call.Clear();
                if (core.Protocol.EncodeFirstTicket(_call, core.Credentials))
                    answer = await AskAsync(stop).ConfigureAwait(false);
            }

            if (answer.Status is < 200 or > 299 || !core.Protocol.TryDecodeTicket(answer.Body.Span, out var ticket))
            {
                // "EAPI:Invalid nonce": the next connection asks with a higher one.
                if (answer.Body.Span.IndexOf("nonce"u8) >= 0)
                    core.Numbers?.Raise();
                return ("", FormattableString.Invariant($"{core.Venue.Name} gave no ticket for the key ({answer.Status}) {answer.Problem}"));
            }

            if (core.Numbers is { Problem.Length: > 0 } numbers)
                core.Note("the file of the key's numbers cannot be used: " + numbers.Problem);
            (_ticket, _until) = (ticket, core.Protocol.TicketEnds(now));
            return (ticket, "");
        }
        catch (CryptographicException problem)
        {
            return ("", problem.Message);
        }
        finally
        {
            _call.Clear();
            _turn.Release();
        }
    }

    private async Task<OrderRestAnswer> AskAsync(CancellationToken stop)
    {
        if (core.Alone is { } alone)
            await alone.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_call.IsSigned)
                core.Protocol.Sign(_call, core.Credentials, core.Clock.NextNumbered(), "", core.Venue.Rest.Host);
            return await core.Rest.SendAsync(_call, stop).ConfigureAwait(false);
        }
        finally
        {
            core.Alone?.Release();
        }
    }

    /// <summary>The venue does not know it any more.</summary>
    public void Forget() => _until = DateTimeOffset.MinValue;

    public void Dispose() => _turn.Dispose();
}
