using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;

namespace Rialto.Gateways.Native;

/// <summary>What the channels Halts and Account tell: of guards to everybody, of money and contracts to the owner. A part of the <see cref="NativeHub"/>, on its thread.</summary>
internal sealed class NativeDropCopy(ExchangeViews views)
{
    /// <summary>True where one of the frames here may tell of such an event.</summary>
    public static bool IsAbout(EventKind kind) =>
        kind is EventKind.BalanceChanged or EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred or (>= EventKind.PositionChanged and <= EventKind.Deleveraged);

    /// <summary>Whom an event is about besides its owner: who got a transfer, the bankrupt of a part that was deleveraged. None of the others.</summary>
    public static OwnerId Other(in ExchangeEvent e) => e.Kind is EventKind.Transferred or EventKind.Deleveraged && e.To != e.Owner ? e.To : default;

    /// <summary>Writes what an account is told of an event; 0: nothing.</summary>
    public int Encode(in ExchangeEvent e, OwnerId viewer, Span<byte> frame)
    {
        switch (e.Kind)
        {
            case EventKind.BalanceChanged:
                return Balance(e.Sequence, e.Time, NativeMarks.None, new BalancePicture(e.Asset, e.Total, e.Reserved), frame);
            case EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred:
                return NativeMovement.Of(in e, viewer).Encode(frame);
            case EventKind.PositionChanged:
                return NativePosition.Of(in e, views.Margin.Find(e.Instrument)?.Mark ?? Price.None).Encode(frame);
            default:
                return NativeMarginEvent.TryOf(in e, viewer, out var told) ? told.Encode(frame) : 0;
        }
    }

    /// <summary>Everything that the account has, and every position that it ever had.</summary>
    public void SendAccount(NativeSession session)
    {
        Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
        var owner = session.Key.Owner;
        foreach (var balance in views.Accounts.Find(owner)?.Balances ?? [])
            session.Outbox.Append(frame[..Balance(views.Sequence, views.Time, NativeMarks.Snapshot, new BalancePicture(balance.Asset, balance.Total, balance.Reserved), frame)]);
        if (views.Margin.Find(owner) is not { } margin)
            return;
        foreach (var position in margin.Positions.Values)
        {
            if (views.Margin.Find(position.Contract) is not { } contract)
                continue;
            var told = new NativePosition(
                views.Sequence, views.Time, position.Mode, NativeMarks.Snapshot, position.Contract, position.Quantity, position.Cost, position.Realised, position.Funding, position.IsolatedMargin,
                contract.Terms.Asset, contract.Mark);
            session.Outbox.Append(frame[..told.Encode(frame)]);
        }
    }

    /// <summary>The halts, limit states and switches that are in force.</summary>
    public void SendHalts(NativeSession session, NativeSubscribe asked)
    {
        foreach (var kill in views.Guards.Kills)
        {
            if (kill.Switch.Scope == KillScope.Exchange || (kill.Switch.Scope == KillScope.Instrument && asked.Covers(kill.Switch.Instrument)))
                Send(session, NativeHalt.Of(kill.Switch, kill.Sequence, kill.Since));
        }

        foreach (var (instrument, guard) in views.Guards.Instruments)
        {
            if (!asked.Covers(new(instrument)))
                continue;
            if (guard.IsHalted && NativeHalt.TryOf(guard.Halt, out var halt))
                Send(session, guard.AuctionEnd.IsNone ? halt : halt with { Kind = NativeHaltKind.Auction, ResumeAt = guard.AuctionEnd });
            if (guard.HasLimit && NativeHalt.TryOf(guard.Limit, out var limit))
                Send(session, limit);
        }
    }

    private static void Send(NativeSession session, NativeHalt halt)
    {
        Span<byte> frame = stackalloc byte[NativeHalt.FrameBytes];
        halt = halt with { Moment = halt.Moment with { Marks = NativeMarks.Snapshot } };
        session.Outbox.Append(frame[..halt.Encode(frame)]);
    }

    private int Balance(long sequence, Timestamp time, NativeMarks marks, in BalancePicture balance, Span<byte> frame) =>
        views.Accounts.Find(balance.Asset) is { } asset ? new NativeBalance(sequence, time, marks, asset, balance.Total, balance.Reserved).Encode(frame) : 0;
}
