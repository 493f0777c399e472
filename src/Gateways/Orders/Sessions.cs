using Rialto.Gateways.Auth;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Orders;

/// <summary>
/// Opens and closes sessions of the exchange, for cancel on disconnect. Numbers rise for ever, so they continue where the journal's last left off.
/// Any thread.
/// </summary>
internal sealed class Sessions(Intake intake, Readiness readiness)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private int _last;

    /// <summary>Continues after the largest number the journal knows.</summary>
    public void ContinueAfter(SessionId last) => _last = last.Value;

    /// <summary>Opens a session; its number, or why not.</summary>
    public async Task<(SessionId Session, RejectReason Refused)> OpenAsync(ApiKey key, string remoteAddress, bool cancelOnDisconnect)
    {
        var waiter = AwaitableCommand.Rent();
        var refused = Submit(key, remoteAddress, cancelOnDisconnect, waiter, out var session);
        if (refused == RejectReason.None)
        {
            await waiter.Completion.ConfigureAwait(false);
            if (waiter.Outcome == CommandOutcome.Unknown)
                refused = RejectReason.NotReady;
            else if (waiter.First.Kind != EventKind.SessionOpened)
                refused = waiter.First.RejectReason;
        }

        waiter.Return();
        return (session, refused);
    }

    /// <summary>Opens a session that keeps its orders, without waiting: commands sent over it from now on are behind it.</summary>
    /// <returns>Why it was not sent on its way; what would have come over it would be refused for the same.</returns>
    public RejectReason Open(ApiKey key, string remoteAddress, out SessionId session)
    {
        var waiter = AwaitableCommand.Rent();
        var refused = Submit(key, remoteAddress, cancelOnDisconnect: false, waiter, out session);
        if (refused == RejectReason.None)
            _ = ReturnAsync(waiter);
        else
            waiter.Return();
        return refused;

        static async Task ReturnAsync(AwaitableCommand waiter)
        {
            await waiter.Completion.ConfigureAwait(false);
            waiter.Return();
        }
    }

    /// <summary>Closes a session, however full the intake is; gives up only where the exchange takes nothing any more. Recovery closes those left over.</summary>
    public async Task CloseAsync(SessionId session, OwnerId owner)
    {
        var waiter = AwaitableCommand.Rent();
        while (true)
        {
            var refused = intake.Submit(Command.CloseSession(session, owner), waiter);
            if (refused == RejectReason.None)
            {
                await waiter.Completion.ConfigureAwait(false);
                break;
            }

            if (readiness.Phase is not (ExchangePhase.Ready or ExchangePhase.NoSpace))
                break;
            await Task.Delay(RetryInterval).ConfigureAwait(false);
        }

        waiter.Return();
    }

    /// <summary>After recovery: ends the sessions of connections that ended with the process before, so that their orders go if they asked for it.</summary>
    /// <param name="leftOver">Open when the exchange was not yet; no client of this process has one of them.</param>
    public async Task CloseLeftOversAsync(IReadOnlyList<SessionId> leftOver)
    {
        foreach (var session in leftOver)
            await CloseAsync(session, default).ConfigureAwait(false);
    }

    private RejectReason Submit(ApiKey key, string remoteAddress, bool cancelOnDisconnect, AwaitableCommand waiter, out SessionId session)
    {
        Text36.TryCreate(remoteAddress.AsSpan(0, Math.Min(remoteAddress.Length, Text36.LengthMax)), out var address);
        lock (_gate)
        {
            // Numbers must reach the exchange rising, so taking one and submitting are one step.
            session = new SessionId(_last + 1);
            var refused = intake.Submit(Command.OpenSession(session, key.Owner, address, cancelOnDisconnect), waiter);
            if (refused == RejectReason.None)
                _last = session.Value;
            return refused;
        }
    }
}
