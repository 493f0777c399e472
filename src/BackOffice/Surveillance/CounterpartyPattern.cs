using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Surveillance;

/// <summary>
/// Two patterns of who trades with whom, counted by instrument and UTC day: the same owner or group on both sides (wash trades), and an owner whose volume is mostly with one other, who is not
/// most of the market anyway (collusion). Told when there are enough trades, and again at each doubling.
/// </summary>
internal sealed class CounterpartyPattern(WashTradeRules? wash, CounterpartyRules? fixedOnes) : IPattern
{
    private readonly Dictionary<(InstrumentId, OwnerId Low, OwnerId High), Pair> _pairs = [];
    private readonly Dictionary<(InstrumentId, OwnerId), long> _volumes = [];
    private readonly Dictionary<InstrumentId, long> _market = [];
    private long _day = -1;

    public void Take(in Command command, in ExchangeEvent one, LiveOrders orders, AlertList alerts)
    {
        if (one.Kind != EventKind.Trade)
            return;
        var day = one.Time.Nanoseconds / Days.Nanoseconds;
        if (day != _day)
        {
            _day = day;
            _pairs.Clear();
            _volumes.Clear();
            _market.Clear();
        }

        var (taker, maker) = (one.Owner, one.MakerOwner);
        var key = taker.Value <= maker.Value ? (one.Instrument, taker, maker) : (one.Instrument, maker, taker);
        if (!_pairs.TryGetValue(key, out var pair))
            _pairs[key] = pair = new Pair { TellAtWash = wash?.Trades ?? int.MaxValue, TellAtFixed = fixedOnes?.Trades ?? int.MaxValue };
        pair.Add(in one);
        _market[one.Instrument] = _market.GetValueOrDefault(one.Instrument) + one.Quantity.Units;
        _volumes[(one.Instrument, taker)] = _volumes.GetValueOrDefault((one.Instrument, taker)) + one.Quantity.Units;
        if (maker != taker)
            _volumes[(one.Instrument, maker)] = _volumes.GetValueOrDefault((one.Instrument, maker)) + one.Quantity.Units;

        if (taker == maker || HaveOneGroup(in command, in one, orders))
            LookForWash(pair, in one, alerts);
        else
            LookForFixed(pair, in one, alerts);
    }

    private static bool HaveOneGroup(in Command command, in ExchangeEvent one, LiveOrders orders)
    {
        var taker = orders.Find(one.OrderId)?.Group ?? (command.Kind == CommandKind.NewOrder ? command.Group : default);
        return taker.Value != 0 && orders.Find(one.MakerOrderId)?.Group == taker;
    }

    private static void LookForWash(Pair pair, in ExchangeEvent one, AlertList alerts)
    {
        pair.WashTrades++;
        if (pair.WashTrades < pair.TellAtWash)
            return;
        pair.TellAtWash = Doubled(pair.TellAtWash, pair.WashTrades);
        var (taker, maker) = (one.Owner, one.MakerOwner);
        alerts.Add(
            SuspicionKind.WashTrades, one.Sequence, one.Time, taker == maker ? [taker] : [taker, maker], one.Instrument,
            taker == maker
                ? $"owner {taker} was buyer and seller of {pair.WashTrades} trades today, of {pair.Volume} quantity units in all"
                : $"owners {taker} and {maker}, whose orders named one group, traded with each other {pair.WashTrades} times today, {pair.Volume} quantity units in all",
            pair.Commands);
    }

    private void LookForFixed(Pair pair, in ExchangeEvent one, AlertList alerts)
    {
        if (pair.Trades < pair.TellAtFixed || fixedOnes is null)
            return;
        var rest = _market[one.Instrument] - pair.Volume;
        foreach (var (owner, other) in new[] { (one.Owner, one.MakerOwner), (one.MakerOwner, one.Owner) })
        {
            var (volume, others) = (_volumes[(one.Instrument, owner)], _volumes[(one.Instrument, other)] - pair.Volume);
            if ((Int128)pair.Volume * 100 < (Int128)volume * fixedOnes.SharePercent || (Int128)others * 100 > (Int128)rest * fixedOnes.MarketSharePercent)
                continue;
            pair.TellAtFixed = Doubled(pair.TellAtFixed, pair.Trades);
            alerts.Add(
                SuspicionKind.FixedCounterparty, one.Sequence, one.Time, [owner, other], one.Instrument,
                $"{pair.Trades} trades today of owner {owner} with owner {other} are {(Int128)pair.Volume * 100 / volume} % of its volume, while owner {other} has "
                + $"{(rest == 0 ? 0 : (Int128)others * 100 / rest)} % of the rest of the market",
                pair.Commands);
            return;
        }
    }

    private static int Doubled(int tellAt, int count)
    {
        while (tellAt <= count && tellAt < int.MaxValue / 2)
            tellAt *= 2;
        return tellAt;
    }

    private sealed class Pair
    {
        public int Trades { get; private set; }

        public int WashTrades { get; set; }

        public long Volume { get; private set; }

        public int TellAtWash { get; set; }

        public int TellAtFixed { get; set; }

        public Queue<long> Commands { get; } = [];

        public void Add(in ExchangeEvent one)
        {
            Trades++;
            Volume += one.Quantity.Units;
            Commands.Enqueue(one.Sequence);
            if (Commands.Count > AlertList.EvidenceCount)
                Commands.Dequeue();
        }
    }
}
