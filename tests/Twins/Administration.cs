using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>Section 10.</summary>
internal static class Administration
{
    public static void Define(NaiveState s, in Command c)
    {
        var definition = c.ToInstrument();
        var known = s.Find(c.Instrument);
        var holder = s.Instruments.Find(i => i.Definition.Symbol == definition.Symbol);
        var reason =
            !IsValid(definition) || !Covers.IsPossible(s, definition) ? RejectReason.DefinitionInvalid
            : holder is not null && holder.Id != definition.Id ? RejectReason.SymbolTaken
            : known is not null && known.State != InstrumentState.Announced ? RejectReason.InstrumentAlreadyTrading
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        if (known is null)
            s.Instruments.Add(new NaiveInstrument { Definition = definition });
        else
            (known.Definition, known.Contract) = (definition, null);
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.InstrumentDefined,
            Instrument = c.Instrument,
            Terms = c.Terms,
            OrderId = c.OrderId,
            Price = c.Price,
            Quantity = c.Quantity,
            ClientOrderId = c.Text,
            DisplayQuantity = c.DisplayQuantity,
            TriggerPrice = c.TriggerPrice,
        });
    }

    private static bool IsValid(Instrument i)
    {
        var lot = i.Lot.Units;
        return i.Id.Value is >= 1 and <= Instrument.MaxId
            && i.PriceScale <= Instrument.MaxScale && i.QuantityScale <= Instrument.MaxScale && i.MoneyScale <= Instrument.MaxScale
            && i.Symbol.IsWellFormed && !i.Symbol.IsEmpty
            && i.Tick.Units is >= 1 and <= Price.MaxUnits
            && lot >= 1
            && i.MinQuantity.Units >= lot && i.MinQuantity.Units % lot == 0
            && i.MaxQuantity >= i.MinQuantity && i.MaxQuantity.Units <= Quantity.MaxUnits && i.MaxQuantity.Units % lot == 0;
    }

    public static void SetRules(NaiveState s, in Command c)
    {
        var instrument = s.Find(c.Instrument);
        var rules = c.ToRules();
        var reason =
            instrument is null ? RejectReason.UnknownInstrument
            : instrument.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
            : !IsValid(rules) ? RejectReason.RulesInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        instrument!.Rules = rules;
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.InstrumentRulesSet,
            Instrument = c.Instrument,
            Terms = c.Terms,
            OrderId = c.OrderId,
            Price = c.Price,
            Quantity = c.Quantity,
            DisplayQuantity = c.DisplayQuantity,
            TriggerPrice = c.TriggerPrice,
            ExpireTime = c.ExpireTime,
        });
    }

    private static bool IsValid(InstrumentRules r) =>
        r.MakerFeePpm is >= -100_000 and <= 100_000
        && r.TakerFeePpm is >= -100_000 and <= 100_000
        && r.AuctionFeePpm is >= -100_000 and <= 100_000
        && r.BandPpm is >= 0 and <= 1_000_000
        && r.CollarPpm is >= 0 and <= 1_000_000
        && r.MaxTranches >= 0
        && r.MinNotional.Units >= 0 && r.MaxNotional.Units >= 0
        && (r.MaxNotional.Units == 0 || r.MaxNotional >= r.MinNotional)
        && r.ReferencePrice.Units is >= 0 and <= Price.MaxUnits;

    public static void SetTradingDay(NaiveState s, in Command c)
    {
        var instrument = s.Find(c.Instrument);
        var reason =
            instrument is null ? RejectReason.UnknownInstrument
            : instrument.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
            : c.ExpireTime <= s.Time ? RejectReason.TradingDayInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        instrument!.DayEnd = c.ExpireTime;
        foreach (var order in s.Orders)
            if (order.Instrument == instrument.Id && order.IsDay)
                order.End = c.ExpireTime;
        s.Report.Write(new ExchangeEvent { Kind = EventKind.TradingDaySet, Instrument = c.Instrument, ExpireTime = c.ExpireTime });
    }

    public static void SetState(NaiveState s, in Command c)
    {
        var instrument = s.Find(c.Instrument);
        var reason =
            instrument is null ? RejectReason.UnknownInstrument
            : !IsAllowed(instrument.State, c.TargetState) && !EndsPause(instrument, c.TargetState) ? RejectReason.StateChangeNotAllowed
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        var endsPause = EndsPause(instrument!, c.TargetState);
        if (instrument!.Halt is not null)
            Guards.End(s, instrument, byCommand: true);
        if (!endsPause)
            ChangeState(s, instrument, c.TargetState);
    }

    /// <summary>Halted to Halted: the halt of a guard becomes one by command.</summary>
    private static bool EndsPause(NaiveInstrument instrument, InstrumentState to) =>
        instrument is { State: InstrumentState.Halted, Halt: not null } && to == InstrumentState.Halted;

    /// <summary>All that a change of state does.</summary>
    public static void ChangeState(NaiveState s, NaiveInstrument instrument, InstrumentState to)
    {
        var (id, from) = (instrument.Id, instrument.State);
        instrument.Window.Clear();
        instrument.Limit = null;
        instrument.State = to;
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.InstrumentStateChanged,
            Instrument = id,
            Terms = new OrderTerms((ushort)((int)from | ((int)to << 8))),
        });
        if (to == InstrumentState.Auction)
            instrument.Published = default;
        if (from is InstrumentState.Auction or InstrumentState.Halted && to is InstrumentState.Open or InstrumentState.Closed)
            Auctions.Uncross(s, instrument);
        if (to == InstrumentState.Closed)
            Guards.OrderDone(s, instrument, new Queue<NaiveOrder>());
        if (to == InstrumentState.Closed)
            s.CancelAll(o => o.Instrument == id && o.IsDay, CancelReason.DayEnded);
        if (to == InstrumentState.Expired)
            s.CancelAll(o => o.Instrument == id, CancelReason.InstrumentExpired);
        if (to == InstrumentState.Open)
        {
            instrument.Base = instrument.Reference;
            if (!instrument.LastPrice.IsNone)
                instrument.TradesSinceCheck.Add(instrument.LastPrice);
            Stops.Check(s, instrument);
        }
    }

    private static bool IsAllowed(InstrumentState from, InstrumentState to) => from switch
    {
        InstrumentState.Announced => to is InstrumentState.Auction or InstrumentState.Open or InstrumentState.Expired,
        InstrumentState.Auction => to is InstrumentState.Open or InstrumentState.Halted or InstrumentState.Closed or InstrumentState.Expired,
        InstrumentState.Open => to is InstrumentState.Auction or InstrumentState.Halted or InstrumentState.Closed or InstrumentState.Expired,
        InstrumentState.Halted => to is InstrumentState.Auction or InstrumentState.Open or InstrumentState.Closed or InstrumentState.Expired,
        InstrumentState.Closed => to is InstrumentState.Auction or InstrumentState.Open or InstrumentState.Expired,
        _ => false,
    };

    public static void AdvanceTime(NaiveState s, in Command c)
    {
        var until = c.ExpireTime.IsNone || c.ExpireTime > s.Time ? s.Time : c.ExpireTime;
        foreach (var instrument in s.Instruments.OrderBy(i => i.Id.Value))
        {
            var due = s.Orders.Where(o => o.Instrument == instrument.Id && !o.End.IsNone && o.End <= until).OrderBy(o => o.End).ThenBy(o => o.Id.Value).ToList();
            foreach (var order in due)
                s.Cancel(order, order.IsDay ? CancelReason.DayEnded : CancelReason.Expired);
            Guards.AdvanceTime(s, instrument);
            if (instrument.State == InstrumentState.Auction)
                Auctions.PublishIndicative(s, instrument);
        }
    }
}
