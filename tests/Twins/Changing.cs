using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>CancelOrder, ReduceOrder and MassCancel (section 8).</summary>
internal static class Changing
{
    /// <summary>The live order that a command names; null where there is none, or where it is not the owner's to name.</summary>
    public static NaiveOrder? Named(NaiveState s, in Command c)
    {
        if (c.OrderId.Value == 0)
            return s.FindLive(c.Owner, c.Text);
        var (id, owner) = (c.OrderId, c.Owner);
        return s.Orders.Find(o => o.Id == id && (owner.Value == 0 || o.Owner == owner));
    }

    public static void Cancel(NaiveState s, in Command c)
    {
        if (!s.MayUse(c.Session, c.Owner))
            s.Report.Refused(c, RejectReason.UnknownSession);
        else if (Named(s, c) is { } order)
            s.Cancel(order, CancelReason.Requested);
        else
            s.Report.Refused(c, RejectReason.UnknownOrder);
    }

    public static void Reduce(NaiveState s, in Command c)
    {
        if (!s.MayUse(c.Session, c.Owner))
        {
            s.Report.Refused(c, RejectReason.UnknownSession);
            return;
        }

        var order = Named(s, c);
        if (order is null)
        {
            s.Report.Refused(c, RejectReason.UnknownOrder);
            return;
        }

        var by = c.Quantity.Units;
        if (by <= 0)
            s.Report.Refused(c, RejectReason.QuantityNotPositive);
        else if (by % s.Find(order.Instrument)!.Definition.Lot.Units != 0)
            s.Report.Refused(c, RejectReason.QuantityOffLot);
        else if (by >= order.Leaves)
            s.Cancel(order, CancelReason.Reduced);
        else
        {
            order.Leaves -= by;
            order.Display = Math.Min(order.Display, order.Leaves);
            s.Report.Reduced(order, CancelReason.Requested, order.Place == Place.Book ? s.LevelOf(order) : 0);
        }
    }

    public static void MassCancel(NaiveState s, in Command c)
    {
        var reason = CheckMassCancel(s, c);
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        var (scope, owner, instrument, side, session) = (c.Scope, c.Owner, c.Instrument, c.Side, c.Session);
        var count = s.CancelAll(
            o => (scope.HasFlag(MassCancelScope.AllOwners) || o.Owner == owner)
                && (instrument == InstrumentId.None || o.Instrument == instrument)
                && (!scope.HasFlag(MassCancelScope.OneSide) || o.Side == side)
                && (!scope.HasFlag(MassCancelScope.OneSession) || o.Session == session),
            CancelReason.MassCancel);
        if (!scope.HasFlag(MassCancelScope.OneSession))
            AlgoSteps.EndMany(
                s,
                a => (scope.HasFlag(MassCancelScope.AllOwners) || a.Owner == owner)
                    && (instrument == InstrumentId.None || a.Instrument == instrument)
                    && (!scope.HasFlag(MassCancelScope.OneSide) || a.Asked.Side == side),
                CancelReason.MassCancel);
        if (!scope.HasFlag(MassCancelScope.OneSession))
            WorkedBaskets.EndMany(
                s,
                b => (scope.HasFlag(MassCancelScope.AllOwners) || b.Owner == owner)
                    && b.Legs.Exists(leg => (instrument == InstrumentId.None || leg.Instrument.Id == instrument) && (!scope.HasFlag(MassCancelScope.OneSide) || leg.Asked.Side == side)),
                CancelReason.MassCancel);
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.MassCanceled,
            Side = side,
            Instrument = instrument,
            Owner = owner,
            Session = session,
            Quantity = new Quantity(count),
        });
    }

    private static RejectReason CheckMassCancel(NaiveState s, in Command c)
    {
        var all = c.Scope.HasFlag(MassCancelScope.AllOwners);
        if (all ? c.Owner.Value != 0 : c.Owner.Value < 1)
            return RejectReason.UnknownOwner;
        if (((int)c.Scope & ~7) != 0)
            return RejectReason.UnknownTerms;
        if (c.Scope.HasFlag(MassCancelScope.OneSide) && c.Side > Side.Sell)
            return RejectReason.UnknownSide;
        if (c.Instrument != InstrumentId.None && s.Find(c.Instrument) is null)
            return RejectReason.UnknownInstrument;
        var session = c.Session;
        var isOpen = all ? s.Sessions.Exists(x => x.Id == session) : s.IsOpen(c.Session, c.Owner);
        return c.Scope.HasFlag(MassCancelScope.OneSession) && !isOpen ? RejectReason.UnknownSession : RejectReason.None;
    }
}
