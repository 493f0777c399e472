using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Twins;

/// <summary>baskets.md, section 1.</summary>
internal static class BasketCommands
{
    public static void Do(NaiveState s, in Command c)
    {
        var reason = c.Kind switch
        {
            CommandKind.OpenBasket => Open(s, c),
            CommandKind.AddBasketLeg => AddLeg(s, c),
            CommandKind.DropBasket => Drop(s, c),
            CommandKind.ScheduleBasket => Schedule(s, c),
            CommandKind.PauseBasket or CommandKind.ResumeBasket => WorkedBaskets.Change(s, c),
            _ => Submit(s, c),
        };
        if (reason != RejectReason.None)
            s.Report.Refused(c, reason);
    }

    public static void AdvanceTime(NaiveState s)
    {
        foreach (var basket in s.Baskets.Where(b => b.End <= s.Time).OrderBy(b => b.Id.Value).ToList())
            End(s, basket, CancelReason.BasketAbandoned);
        WorkedBaskets.AdvanceTime(s);
    }

    /// <summary>An event of a basket.</summary>
    public static void Write(NaiveState s, NaiveBasket basket, ExchangeEvent e) => s.Report.Write(e with { Owner = basket.Owner, BasketId = basket.Id });

    /// <summary>With all that its owner asked for.</summary>
    public static void WriteAsked(NaiveState s, NaiveBasket basket, EventKind kind) => Write(s, basket, new ExchangeEvent
    {
        Kind = kind,
        Terms = basket.Asked.Terms,
        LegCount = basket.Asked.LegCount,
        Quantity = basket.Asked.Quantity,
        ClientOrderId = basket.Asked.Text,
        Session = basket.Asked.Session,
    });

    private static void End(NaiveState s, NaiveBasket basket, CancelReason reason)
    {
        s.Baskets.Remove(basket);
        Write(s, basket, new ExchangeEvent { Kind = EventKind.BasketEnded, Reason = (ushort)reason });
    }

    private static RejectReason Open(NaiveState s, in Command c)
    {
        var owner = c.Owner;
        if (owner.Value < 1)
            return RejectReason.UnknownOwner;
        if ((c.Terms.Bits & 0b1111_1110_0000_1111) != 0 || ((c.Terms.Bits >> 4) & 7) > (int)SelfTradePrevention.DecrementBoth)
            return RejectReason.BasketTermsInvalid;
        if (!c.Text.IsWellFormed)
            return RejectReason.MalformedClientOrderId;
        if (!s.MayUse(c.Session, owner))
            return RejectReason.UnknownSession;
        if (GuardCommands.CheckOwner(s, owner, c.Session) is not RejectReason.None and var stopped)
            return stopped;
        if (Customers.Check(s, owner, AccountRights.Trade) is not RejectReason.None and var closed)
            return closed;
        if (c.LegCount is < 1 or > 64)
            return RejectReason.BasketLegsInvalid;
        if (IsByWeight(c) ? c.Total.Units is < 1 or > 9_000_000_000_000_000_000 : c.Total.Units != 0)
            return RejectReason.BasketTotalInvalid;
        if (s.Baskets.Count >= 256 || s.Baskets.Count(b => b.Owner == owner) >= 16)
            return RejectReason.TooManyBaskets;
        s.Baskets.Add(new NaiveBasket(new BasketId(s.Sequence), s.Time, c));
        WriteAsked(s, s.Baskets[^1], EventKind.BasketOpened);
        return RejectReason.None;
    }

    private static RejectReason AddLeg(NaiveState s, in Command c)
    {
        if (Named(s, c) is not { } basket)
            return RejectReason.UnknownBasket;
        var instrument = c.Instrument;
        if (c.Terms.Bits != basket.Legs.Count || c.Terms.Bits >= basket.Asked.LegCount)
            return RejectReason.BasketLegOutOfOrder;
        if (c.Side > Side.Sell)
            return RejectReason.UnknownSide;
        if (s.Find(instrument) is null)
            return RejectReason.UnknownInstrument;
        if (basket.Legs.Exists(leg => leg.Instrument == instrument))
            return RejectReason.LegInstrumentTwice;
        if (IsByWeight(basket.Asked) && c.Quantity.Units is < 1 or > 1_000_000)
            return RejectReason.BasketWeightInvalid;
        if (c.Quantity.Units < 1)
            return RejectReason.QuantityNotPositive;
        basket.Legs.Add(c);
        Write(s, basket, new ExchangeEvent { Kind = EventKind.BasketLegAdded, Instrument = instrument, Side = c.Side, Terms = c.Terms, Price = c.Price, Quantity = c.Quantity });
        return RejectReason.None;
    }

    private static RejectReason Schedule(NaiveState s, in Command c)
    {
        if (Named(s, c) is not { } draft)
            return RejectReason.UnknownBasket;
        var reason = WorkedBaskets.Schedule(s, draft, c);
        if (reason != RejectReason.None)
            s.Baskets.Remove(draft);
        return reason;
    }

    private static RejectReason Submit(NaiveState s, in Command c)
    {
        if (Named(s, c) is not { } basket)
            return RejectReason.UnknownBasket;
        s.Baskets.Remove(basket);
        if (basket.Legs.Count < basket.Asked.LegCount)
            return RejectReason.BasketIncomplete;
        var name = (basket.Owner, basket.Asked.Text);
        if (s.BasketNames.Contains(name) || s.WorkedBaskets.Exists(b => !name.Text.IsEmpty && (b.Owner, b.Draft.Asked.Text) == name))
            return RejectReason.DuplicateBasketId;
        if (basket.Schedule is null)
            BasketSteps.Submit(s, basket, c);
        else
            WorkedBaskets.Submit(s, basket, c);
        return RejectReason.None;
    }

    private static RejectReason Drop(NaiveState s, in Command c)
    {
        var id = c.BasketId;
        if ((c.Owner.Value == 0 ? s.Baskets.Find(b => b.Id == id) : Named(s, c)) is { } basket)
            End(s, basket, CancelReason.Requested);
        else if (WorkedBaskets.Named(s, c) is { } worked)
            WorkedBaskets.End(s, worked, CancelReason.Requested);
        else
            return RejectReason.UnknownBasket;
        return RejectReason.None;
    }

    public static bool IsByWeight(in Command opened) => (opened.Terms.Bits & 128) != 0;

    private static NaiveBasket? Named(NaiveState s, in Command c)
    {
        var (id, owner) = (c.BasketId, c.Owner);
        return s.Baskets.Find(b => b.Id == id && b.Owner == owner);
    }
}
