using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>Section 12.</summary>
internal static class Auctions
{
    private sealed record Candidate(long Price, long Buy, long Sell)
    {
        public long Volume => Math.Min(Buy, Sell);
        public long Surplus => Math.Abs(Buy - Sell);
    }

    public static void PublishIndicative(NaiveState s, NaiveInstrument instrument)
    {
        var now = Compute(s, instrument);
        if (now == instrument.Published)
            return;
        instrument.Published = now;
        Report(s, instrument, now, EventKind.AuctionIndicative);
    }

    public static void Uncross(NaiveState s, NaiveInstrument instrument)
    {
        if (Worth.Collar(instrument) is { } collar && !Compute(s, instrument).Price.IsNone)
            s.CancelAll(
                o => o.Instrument == instrument.Id && o.Place == Place.Book && (o.IsBuy ? o.Price.Units > collar.Upper : o.Price.Units < collar.Lower), CancelReason.BeyondLimit);
        while (Compute(s, instrument) is { Price.IsNone: false } round)
        {
            Report(s, instrument, round, EventKind.AuctionUncrossed);
            while (s.Best(instrument.Id, Side.Buy) is { } bid && s.Best(instrument.Id, Side.Sell) is { } ask && bid.Price >= round.Price && ask.Price <= round.Price)
            {
                var (earlier, later) = bid.Placed < ask.Placed ? (bid, ask) : (ask, bid);
                if (s.IsOwn(later, earlier))
                    SelfTrade.EndsIncoming(s, instrument, later, earlier, later.Leaves);
                else
                    Trade(s, instrument, round.Price, later, earlier);
            }
        }
    }

    private static void Trade(NaiveState s, NaiveInstrument instrument, Price price, NaiveOrder taker, NaiveOrder maker)
    {
        var quantity = Math.Min(taker.Display, maker.Display);
        Meeting.TakeOff(maker, quantity);
        Meeting.TakeOff(taker, quantity);
        if (maker.Leaves == 0)
            s.End(maker, CancelReason.None);
        if (taker.Leaves == 0)
            s.End(taker, CancelReason.None);
        var fee = instrument.Rules.AuctionFeePpm;
        Meeting.Report(s, instrument, taker, maker, price, quantity, fee, fee, EventFlags.Auction);
        Meeting.ReplenishIfUsedUp(s, maker);
        Meeting.ReplenishIfUsedUp(s, taker);
    }

    private static Indicative Compute(NaiveState s, NaiveInstrument instrument)
    {
        var bids = s.InBook(instrument.Id, Side.Buy).ToList();
        var asks = s.InBook(instrument.Id, Side.Sell).ToList();
        if (bids.Count == 0 || asks.Count == 0 || bids[0].Price < asks[0].Price)
            return default;

        var (low, high) = (asks[0].Price.Units, bids[0].Price.Units);
        var reference = instrument.Reference.Units;
        var prices = bids.Concat(asks).Select(o => o.Price.Units).Where(p => p >= low && p <= high).ToHashSet();
        if (reference >= low && reference <= high && reference % instrument.Definition.Tick.Units == 0)
            prices.Add(reference);

        var candidates = prices
            .Select(p => new Candidate(p, bids.Where(o => o.Price.Units >= p).Sum(o => o.Leaves), asks.Where(o => o.Price.Units <= p).Sum(o => o.Leaves)))
            .ToList();
        candidates = candidates.FindAll(c => c.Volume == candidates.Max(x => x.Volume));
        candidates = candidates.FindAll(c => c.Surplus == candidates.Min(x => x.Surplus));
        var centre = reference != 0 ? reference : (candidates.Min(c => c.Price) + candidates.Max(c => c.Price)) / 2;
        var chosen = candidates.OrderBy(c => Math.Abs(c.Price - centre)).ThenBy(c => c.Price).First();
        return new Indicative(new Price(chosen.Price), chosen.Volume, chosen.Surplus, chosen.Sell > chosen.Buy ? Side.Sell : Side.Buy);
    }

    private static void Report(NaiveState s, NaiveInstrument instrument, Indicative what, EventKind kind) => s.Report.Write(new ExchangeEvent
    {
        Kind = kind,
        Side = what.SurplusSide,
        Instrument = instrument.Id,
        Price = what.Price,
        Quantity = new Quantity(what.Volume),
        Surplus = new Quantity(what.Surplus),
    });
}
