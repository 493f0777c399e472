using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>baskets.md, sections 2 and 3.</summary>
internal static class BasketSteps
{
    public static void Submit(NaiveState s, NaiveBasket basket, in Command c)
    {
        var legs = basket.Legs.ConvertAll(leg => Begun(s, leg));
        var (reason, at) = BasketCommands.IsByWeight(basket.Asked) ? Weigh(s, basket, legs) : (RejectReason.None, null);
        if (reason == RejectReason.None)
            (reason, at) = Prepare(s, basket, legs);
        if (reason != RejectReason.None)
        {
            s.Report.Refused(at is null ? c : c with { Instrument = at.Asked.Instrument, Side = at.Asked.Side, Price = at.Asked.Price, Quantity = at.Asked.Quantity }, reason);
            return;
        }

        BasketCommands.WriteAsked(s, basket, EventKind.BasketStarted);
        var fellShort = Execute(s, basket, legs);
        if (!basket.Asked.Text.IsEmpty)
            Remember(s, basket);
        var isReduced = legs.Exists(leg => leg.Quantity != leg.Wanted);
        BasketCommands.Write(s, basket, new ExchangeEvent
        {
            Kind = EventKind.BasketEnded,
            Reason = (ushort)(fellShort ? CancelReason.BasketFellShort : isReduced ? CancelReason.BasketReduced : CancelReason.None),
        });
    }

    /// <summary>Points 3 and 4, and ProRata: the orders are live, or there is a reason, and they are gone again.</summary>
    public static (RejectReason Reason, NaiveLeg? At) Prepare(NaiveState s, NaiveBasket basket, List<NaiveLeg> legs)
    {
        var (reason, at) = Enter(s, basket, legs);
        if (reason == RejectReason.None && IsProRata(basket))
        {
            var isPossible = Reduce(s, legs);
            Leave(s, legs);
            if (!isPossible || Enter(s, basket, legs).Reason != RejectReason.None)
                reason = RejectReason.InsufficientLiquidity;
        }

        if (reason == RejectReason.None && !legs.TrueForAll(leg => DryRun.FillsWhole(s, leg.Instrument, leg.Order!)))
            reason = RejectReason.InsufficientLiquidity;
        s.FeesOfLegs.Clear();
        if (reason != RejectReason.None)
            Leave(s, legs);
        return (reason, at);
    }

    private static bool IsProRata(NaiveBasket basket) => (basket.Asked.Terms.Bits & 256) != 0;

    public static NaiveLeg Begun(NaiveState s, Command leg)
    {
        var i = s.Find(leg.Instrument)!;
        var (bid, ask) = (s.Best(i.Id, Side.Buy), s.Best(i.Id, Side.Sell));
        var arrival = bid is null || ask is null ? i.Reference : new Price((bid.Price.Units + ask.Price.Units) / 2);
        return new NaiveLeg(leg, i, arrival) { Wanted = leg.Quantity.Units, Quantity = leg.Quantity.Units };
    }

    public static (RejectReason Reason, NaiveLeg? At) Weigh(NaiveState s, NaiveBasket basket, List<NaiveLeg> legs)
    {
        if (legs.Sum(leg => leg.Asked.Quantity.Units) != 1_000_000)
            return (RejectReason.BasketWeightInvalid, null);
        foreach (var leg in legs)
        {
            var (i, first) = (leg.Instrument, legs[0].Instrument);
            if (i.Definition.MoneyScale != first.Definition.MoneyScale || MoneyAssetOf(i) != MoneyAssetOf(first))
                return (RejectReason.BasketMoneyMixed, leg);
            if (leg.Arrival.IsNone)
                return (RejectReason.NoReferencePrice, leg);
            var ask = s.Best(i.Id, Side.Sell);
            var price = leg.Asked.Side == Side.Buy && leg.Asked.Price.Units > 0 ? leg.Asked.Price
                : leg.Asked.Side == Side.Buy && ask is not null && ask.Price.Units > leg.Arrival.Units ? ask.Price
                : leg.Arrival;
            var share = (BigInteger)basket.Asked.Total.Units * leg.Asked.Quantity.Units / 1_000_000;
            var lot = Amounts.Exact(i.Definition, price, i.Definition.Lot.Units) * (i.Contract?.Terms.Multiplier ?? 1);
            var lots = Amounts.ExactMoney(i.Definition, 1) * share / lot;
            leg.Wanted = leg.Quantity = BigInteger.Min(long.MaxValue, lots * i.Definition.Lot.Units);
        }

        return (RejectReason.None, null);
    }

    private static AssetId MoneyAssetOf(NaiveInstrument i) => i.Contract is { } contract ? contract.Terms.Asset : i.Definition.QuoteAsset;

    /// <summary>Point 3. Up to the leg that is refused, all orders are live and have met nothing.</summary>
    private static (RejectReason Reason, NaiveLeg? At) Enter(NaiveState s, NaiveBasket basket, List<NaiveLeg> legs)
    {
        foreach (var leg in legs)
        {
            leg.Command = new Command
            {
                Kind = CommandKind.NewOrder,
                Owner = basket.Owner,
                Session = basket.Asked.Session,
                Group = basket.Asked.Group,
                Instrument = leg.Instrument.Id,
                Side = leg.Asked.Side,
                Terms = OrderTerms.Of(leg.Asked.Price.IsNone ? OrderType.Market : OrderType.Limit, TimeInForce.Ioc, (SelfTradePrevention)((basket.Asked.Terms.Bits >> 4) & 7)),
                Price = leg.Asked.Price,
                Quantity = new Quantity((long)leg.Quantity),
            };
            var reason = Entering.CheckLeg(s, leg.Command);
            if (reason != RejectReason.None)
                return (reason, leg);
            leg.Order = Entering.MakeLive(s, leg.Command, leg.Instrument);
            if (leg.Instrument.Contract is not null)
                s.FeesOfLegs.Add((Worth.PocketOf(s, Worth.Get(s, basket.Owner, leg.Instrument.Id)), Positions.HighestFee(s, leg.Instrument, leg.Order)));
        }

        return (RejectReason.None, null);
    }

    /// <summary>Its orders were never there.</summary>
    private static void Leave(NaiveState s, List<NaiveLeg> legs)
    {
        s.FeesOfLegs.Clear();
        foreach (var leg in legs)
        {
            if (leg.Order is null)
                continue;
            s.Orders.Remove(leg.Order);
            s.LastOrderId--;
            leg.Order = null;
        }
    }

    /// <summary>False where a leg gets nothing.</summary>
    private static bool Reduce(NaiveState s, List<NaiveLeg> legs)
    {
        var taken = legs.ConvertAll(leg => (BigInteger)DryRun.Takes(s, leg.Instrument, leg.Order!));
        var least = 0;
        for (var i = 1; i < legs.Count; i++)
            if (taken[i] * legs[least].Wanted < taken[least] * legs[i].Wanted)
                least = i;
        foreach (var leg in legs)
        {
            var part = leg.Wanted * taken[least] / legs[least].Wanted;
            leg.Quantity = part / leg.Instrument.Definition.Lot.Units * leg.Instrument.Definition.Lot.Units;
        }

        return !legs.Exists(leg => leg.Quantity.IsZero);
    }

    /// <summary>Section 3 from the OrderIds on; true where a leg fell short.</summary>
    public static bool Execute(NaiveState s, NaiveBasket basket, List<NaiveLeg> legs)
    {
        foreach (var leg in legs)
            BasketCommands.Write(s, basket, new ExchangeEvent
            {
                Kind = EventKind.BasketLegEntered,
                Instrument = leg.Instrument.Id,
                Side = leg.Asked.Side,
                OrderId = leg.Order!.Id,
                Terms = leg.Asked.Terms,
                Price = leg.Asked.Price,
                Quantity = new Quantity((long)leg.Wanted),
                EnteredQuantity = new Quantity((long)leg.Quantity),
                ArrivalPrice = leg.Arrival,
                WeightPpm = BasketCommands.IsByWeight(basket.Asked) ? (int)leg.Asked.Quantity.Units : 0,
            });
        foreach (var leg in legs)
        {
            s.Report.Accepted(leg.Command, leg.Order!.Id, null);
            Meeting.MeetBook(s, leg.Instrument, leg.Order);
        }

        var fellShort = legs.Exists(leg => leg.Order!.Traded != leg.Quantity);
        foreach (var leg in legs)
            Stops.Check(s, leg.Instrument);
        foreach (var leg in legs)
            Bands.Look(s, leg.Instrument);
        return fellShort;
    }

    public static void Remember(NaiveState s, NaiveBasket basket)
    {
        s.BasketNames.Add((basket.Owner, basket.Asked.Text));
        var crowded = s.BasketNames.Count(known => known.Owner == basket.Owner) > 1_024 ? basket.Owner
            : s.BasketNames.Count > 65_536 ? s.BasketNames.GroupBy(known => known.Owner).MaxBy(names => (names.Count(), names.Key.Value))!.Key
            : default;
        if (crowded != default)
            s.BasketNames.RemoveAt(s.BasketNames.FindIndex(known => known.Owner == crowded));
    }
}
