using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>margin.md, sections 7 and 8.</summary>
internal static class Liquidations
{
    /// <summary>As long as a pocket needs something, the first that does gets it.</summary>
    public static void Finish(NaiveState s, in Command c)
    {
        if (s.Margin.Positions.Count == 0)
            return;
        var isRetry = c.Kind == CommandKind.AdvanceTime || s.Report.Written.Exists(e => e.Kind == EventKind.MarkPriceSet);
        s.Margin.Rankings.Clear();
        var served = new HashSet<NaivePocket>();
        while (Pockets(s).Any(pocket => Needs(s, pocket, served, isRetry)))
        {
        }
    }

    /// <summary>All pockets there are, in their order.</summary>
    public static IEnumerable<NaivePocket> Pockets(NaiveState s) =>
        s.Margin.Positions.SelectMany(p => new[] { Worth.PocketOf(s, p) with { Contract = default }, Worth.PocketOf(s, p) }).Distinct().Order().ToList();

    /// <summary>Gives a pocket what it needs; false where it needs nothing.</summary>
    private static bool Needs(NaiveState s, NaivePocket pocket, HashSet<NaivePocket> served, bool isRetry)
    {
        var (equity, maintenance) = (Worth.Equity(s, pocket), Worth.Maintenance(s, pocket));
        var isNear = maintenance > 0 && 5 * maintenance >= 4 * equity;
        var isLiquidating = s.Margin.Liquidating.Contains(pocket);
        if (maintenance > equity && !served.Contains(pocket) && (!isLiquidating || isRetry))
        {
            served.Add(pocket);
            Serve(s, pocket);
            return true;
        }

        if (Worth.OpenLoss(s, pocket) is var loss && loss > 0 && loss > equity)
        {
            CancelOrders(s, pocket, order => Worth.Loss(s.Find(order.Instrument)!, order) > 0);
            return true;
        }

        if (maintenance > equity)
            return false;
        if (isLiquidating)
        {
            var left = Worth.PositionsOf(s, pocket).Any(p => !p.Quantity.IsZero);
            Tell(s, pocket, EventKind.LiquidationEnded, new OrderTerms((ushort)(left ? 0 : 1)));
            s.Margin.Liquidating.Remove(pocket);
            return true;
        }

        if (isNear == s.Margin.Called.Contains(pocket))
            return false;
        if (isNear)
            Call(s, pocket);
        else
            s.Margin.Called.Remove(pocket);
        return true;
    }

    private static void Call(NaiveState s, NaivePocket pocket)
    {
        Tell(s, pocket, EventKind.MarginCalled, default);
        s.Margin.Called.Add(pocket);
    }

    private static void Serve(NaiveState s, NaivePocket pocket)
    {
        if (!s.Margin.Called.Contains(pocket) && Worth.Maintenance(s, pocket) > 0)
            Call(s, pocket);
        if (s.Margin.Liquidating.Add(pocket))
            Tell(s, pocket, EventKind.LiquidationStarted, default);
        CancelOrders(s, pocket, _ => true);
        foreach (var position in Worth.PositionsOf(s, pocket))
        {
            if (Worth.Maintenance(s, pocket) <= Worth.Equity(s, pocket))
                break;
            Reduce(s, pocket, position);
        }

        if (Worth.Equity(s, pocket) <= 0)
            Close(s, pocket);
    }

    /// <summary>Orders in the contracts of a pocket's positions go, and limit states are looked at.</summary>
    private static void CancelOrders(NaiveState s, NaivePocket pocket, Func<NaiveOrder, bool> isConcerned)
    {
        var concerned = s.Orders.Where(o => o.Owner == pocket.Account && s.Find(o.Instrument)!.Contract is not null && Worth.PocketOf(s, Worth.Get(s, o.Owner, o.Instrument)) == pocket && isConcerned(o))
            .Select(o => (o.Id, o.Instrument)).ToList();
        s.CancelAll(o => concerned.Exists(x => x.Id == o.Id), CancelReason.Liquidation);
        foreach (var id in concerned.Select(x => x.Instrument).Distinct().OrderBy(x => x.Value))
            Bands.Look(s, s.Find(id)!);
    }

    /// <summary>Point 4.</summary>
    private static void Reduce(NaiveState s, NaivePocket pocket, NaivePosition position)
    {
        var i = s.Find(position.Instrument)!;
        if (position.Quantity.IsZero || i.State != InstrumentState.Open)
            return;
        var side = position.Quantity > 0 ? Side.Sell : Side.Buy;
        var (lower, upper) = Worth.Collar(i)!.Value;
        var best = s.Best(i.Id, side == Side.Buy ? Side.Sell : Side.Buy);
        if (best is null || (side == Side.Buy ? best.Price.Units > upper : best.Price.Units < lower))
            return;
        var (all, lot) = (BigInteger.Abs(position.Quantity), (BigInteger)i.Definition.Lot.Units);
        var part = Worth.Ceiling(all * i.Contract!.Terms.StepPpm, 1_000_000 * lot) * lot;
        var quantity = BigInteger.Min(Worth.Equity(s, pocket) <= 0 ? all : BigInteger.Min(part, all), i.Definition.MaxQuantity.Units);
        var command = new Command
        {
            Kind = CommandKind.NewOrder,
            Owner = position.Account,
            Instrument = i.Id,
            Side = side,
            Terms = OrderTerms.Of(OrderType.Market, TimeInForce.Ioc),
            Price = new Price(side == Side.Buy ? upper : lower),
            Quantity = new Quantity((long)quantity),
        };
        var before = s.Report.Written.Count;
        var order = Entering.OrderOf(s, command, i);
        order.CoverPpm = Covers.HighestRate(s, i, position.Account);
        s.LastOrderId = order.Id.Value;
        s.Orders.Add(order);
        s.Report.Accepted(command, order.Id, null, EventFlags.Liquidation);
        Meeting.MeetBook(s, i, order);
        Stops.Check(s, i);
        Bands.Look(s, i);

        var traded = s.Report.Written.Skip(before).Where(e => e.Kind == EventKind.Trade && e.OrderId == order.Id).ToList()
            .Aggregate(BigInteger.Zero, (sum, e) => sum + Worth.N(i, e.Price.Units, e.Quantity.Units));
        var fee = BigInteger.Min(Worth.Ceiling(traded * i.Contract.Terms.LiquidationFeePpm, 1_000_000), Worth.Equity(s, pocket));
        if (fee <= 0)
            return;
        var asset = s.Bank.Find(pocket.Asset)!;
        asset.Insurance += fee;
        Positions.Pay(s, position, -fee);
        MarginCommands.TellInsurance(s, asset, InsuranceCause.LiquidationFee, pocket.Account, fee);
    }

    /// <summary>Point 5.</summary>
    private static void Close(NaiveState s, NaivePocket pocket)
    {
        var asset = s.Bank.Find(pocket.Asset)!;
        void Give(BigInteger amount)
        {
            if (pocket.Contract == InstrumentId.None)
                s.Bank.Add(pocket.Account, pocket.Asset, amount);
            else
                Worth.Get(s, pocket.Account, pocket.Contract).Own += amount;
        }

        var missing = -Worth.Equity(s, pocket);
        var paid = BigInteger.Min(missing, asset.Insurance);
        if (paid > 0)
        {
            asset.Insurance -= paid;
            Give(paid);
            missing -= paid;
            MarginCommands.TellInsurance(s, asset, InsuranceCause.Deficit, pocket.Account, -paid);
        }

        BigInteger WorthOf(NaivePosition p) => Worth.N(s.Find(p.Instrument)!, s.Find(p.Instrument)!.Contract!.Mark.Units, BigInteger.Abs(p.Quantity));
        var positions = Worth.PositionsOf(s, pocket).Where(p => !p.Quantity.IsZero).ToList();
        foreach (var position in positions)
        {
            var all = positions.Skip(positions.IndexOf(position)).Aggregate(BigInteger.Zero, (sum, p) => sum + WorthOf(p));
            var share = Worth.Ceiling(missing * WorthOf(position), all);
            missing -= StandIn(s, position, share, Give);
        }

        var money = Worth.Money(s, pocket);
        if (money >= 0)
            return;
        asset.House += money;
        Give(-money);
        MarginCommands.TellInsurance(s, asset, InsuranceCause.House, pocket.Account, -money);
    }

    /// <summary>Others stand in for a bankrupt's position, by rank. What they paid.</summary>
    private static BigInteger StandIn(NaiveState s, NaivePosition bankrupt, BigInteger share, Action<BigInteger> give)
    {
        var i = s.Find(bankrupt.Instrument)!;
        var all = BigInteger.Zero;
        var side = -bankrupt.Quantity.Sign;
        var others = s.Margin.Rankings.GetValueOrDefault((i.Id, side)) ?? [];
        while (!bankrupt.Quantity.IsZero)
        {
            while (others.Count > 0 && others[0].Quantity.Sign != side)
                others.RemoveAt(0);
            if (others.Count == 0)
                others.AddRange(s.Margin.Positions.Where(p => p.Instrument == i.Id && p.Quantity.Sign == side)
                    .Select(p => (Position: p, Rank: RankOf(s, i, p))).OrderByDescending(p => p.Rank).ThenBy(p => p.Position.Account.Value).Select(p => p.Position));
            s.Margin.Rankings[(i.Id, side)] = others;
            var (other, left) = (others[0], BigInteger.Abs(bankrupt.Quantity));
            var k = BigInteger.Min(left, BigInteger.Abs(other.Quantity));
            var bought = other.Quantity < 0;
            Positions.Take(s, i, bankrupt, i.Contract!.Mark, -bankrupt.Quantity.Sign * k);
            Positions.Take(s, i, other, i.Contract.Mark, bought ? k : -k);
            var h = BigInteger.Max(0, BigInteger.Min(Worth.Ceiling(share * k, left), Worth.Equity(s, Worth.PocketOf(s, other))));
            share -= h;
            all += h;
            Positions.Pay(s, other, -h);
            give(h);
            s.Report.Write(new ExchangeEvent
            {
                Kind = EventKind.Deleveraged,
                Owner = other.Account,
                To = bankrupt.Account,
                Instrument = i.Id,
                MarginAsset = i.Contract.Terms.Asset,
                Side = bought ? Side.Buy : Side.Sell,
                Price = i.Contract.Mark,
                Quantity = new Quantity((long)k),
                Haircut = new Money((long)h),
            });
        }

        return all;
    }

    private static BigInteger RankOf(NaiveState s, NaiveInstrument i, NaivePosition p)
    {
        var most = BigInteger.Pow(10, 12);
        var (numerator, cost) = (Worth.Unrealised(s, p) * 1_000_000, BigInteger.Abs(p.Cost));
        var floor = BigInteger.Divide(numerator, cost);
        if (numerator < 0 && !(numerator % cost).IsZero)
            floor -= 1;
        var profit = BigInteger.Min(most, floor);
        if (profit <= 0)
            return profit;
        var equity = Worth.Equity(s, Worth.PocketOf(s, p));
        var leverage = equity <= 0 ? most : BigInteger.Min(most, Worth.N(i, i.Contract!.Mark.Units, BigInteger.Abs(p.Quantity)) * 1_000_000 / equity);
        return profit * leverage;
    }

    private static void Tell(NaiveState s, NaivePocket pocket, EventKind kind, OrderTerms terms) => s.Report.Write(new ExchangeEvent
    {
        Kind = kind,
        Terms = terms,
        Owner = pocket.Account,
        Instrument = pocket.Contract,
        MarginAsset = pocket.Asset,
        Equity = new Money((long)Worth.Equity(s, pocket)),
        Maintenance = new Money((long)Worth.Maintenance(s, pocket)),
    });
}
