using System.Globalization;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Surveillance;

/// <summary>
/// Patterns of money: deposits that leave again without having been traded with, movements kept a little below the amount that is reported, days that reach it (31 CFR 1010.311 counts a day's
/// currency together), and trading out of all proportion to what the account has. A transfer counts as money that leaves one account and comes to the other, but is not reported.
/// </summary>
internal sealed class MoneyPattern(MoneyRules rules) : IPattern
{
    private readonly Dictionary<AssetId, Asset> _assets = [];
    private readonly Dictionary<AssetId, long> _reported = [];
    private readonly Dictionary<InstrumentId, Instrument> _instruments = [];
    private readonly Dictionary<(OwnerId Owner, AssetId Asset), Purse> _purses = [];
    private readonly long _windowNs = rules.Hours * 3_600_000_000_000L;

    public void Take(in Command command, in ExchangeEvent one, LiveOrders orders, AlertList alerts)
    {
        switch (one.Kind)
        {
            case EventKind.AssetDefined:
                Define(one.ToAsset());
                break;
            case EventKind.InstrumentDefined:
                _instruments[one.Instrument] = one.ToInstrument();
                break;
            case EventKind.Deposited:
                Move(one.Owner, isIn: true, isReported: true, in one, alerts);
                break;
            case EventKind.Withdrawn:
                Move(one.Owner, isIn: false, isReported: true, in one, alerts);
                break;
            case EventKind.Transferred:
                Move(one.Owner, isIn: false, isReported: false, in one, alerts);
                Move(one.To, isIn: true, isReported: false, in one, alerts);
                break;
            case EventKind.BalanceChanged:
                var purse = Of(one.Owner, one.Asset, one.Time);
                purse.Total = one.Total.Units;
                purse.Most = Math.Max(purse.Most, purse.Total);
                break;
            case EventKind.Trade:
                Trade(in one, alerts);
                break;
            default:
                break;
        }
    }

    private void Define(Asset asset)
    {
        _assets[asset.Id] = asset;
        if (!rules.Reported.TryGetValue(asset.Code.ToString(), out var text))
            return;
        var units = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * Power(asset.Scale);
        _reported[asset.Id] = units >= long.MaxValue ? long.MaxValue : (long)units;
    }

    private void Move(OwnerId owner, bool isIn, bool isReported, in ExchangeEvent one, AlertList alerts)
    {
        var purse = Of(owner, one.Asset, one.Time);
        var movement = new Movement(one.Time.Nanoseconds, one.Sequence, one.Amount.Units);
        (isIn ? purse.In : purse.Out).Enqueue(movement);
        if (!isIn)
            LookForPassThrough(owner, purse, in one, alerts);
        if (!isReported || !_reported.TryGetValue(one.Asset, out var reported))
            return;

        var day = isIn ? purse.InToday : purse.OutToday;
        day.Add(movement);
        if (day.Sum >= reported && !day.IsTold)
        {
            day.IsTold = true;
            alerts.Add(
                SuspicionKind.LargeTransactions, one.Sequence, one.Time, [owner], default,
                $"{(isIn ? "deposits" : "withdrawals")} of owner {owner} today have come to {Amount(day.Sum, one.Asset)}; {Amount(reported, one.Asset)} is reported", day.Commands);
        }

        if (movement.Amount >= reported || (Int128)movement.Amount * 100 < (Int128)reported * rules.NearPercent)
            return;
        var near = isIn ? purse.NearIn : purse.NearOut;
        near.Enqueue(movement);
        if (near.Count < rules.Movements)
            return;
        alerts.Add(
            SuspicionKind.BelowThreshold, one.Sequence, one.Time, [owner], default,
            $"owner {owner} made {near.Count} {(isIn ? "deposits" : "withdrawals")} within {rules.Hours} hours, each a little below the {Amount(reported, one.Asset)} that is reported",
            near.Select(one => one.Sequence));
        near.Clear();
    }

    private void LookForPassThrough(OwnerId owner, Purse purse, in ExchangeEvent one, AlertList alerts)
    {
        if (!purse.In.TryPeek(out var first))
            return;
        var (came, left, traded) = ((Int128)0, (Int128)0, (Int128)0);
        foreach (var movement in purse.In)
            came += movement.Amount;
        foreach (var movement in purse.Out)
            left += movement.Sequence > first.Sequence ? movement.Amount : 0;
        foreach (var movement in purse.Traded)
            traded += movement.Sequence > first.Sequence ? movement.Amount : 0;
        if (left * 100 < came * rules.WithdrawnPercent || traded * 100 >= came * rules.TradedPercent)
            return;
        alerts.Add(
            SuspicionKind.PassThrough, one.Sequence, one.Time, [owner], default,
            $"of {Amount((long)came, one.Asset)} that came to owner {owner} within {rules.Hours} hours {Amount((long)left, one.Asset)} left again, while {Amount((long)traded, one.Asset)} was traded",
            purse.In.Concat(purse.Out.Where(movement => movement.Sequence > first.Sequence)).Select(movement => movement.Sequence));
        purse.In.Clear();
        purse.Out.Clear();
        purse.Traded.Clear();
    }

    private void Trade(in ExchangeEvent one, AlertList alerts)
    {
        if (!_instruments.TryGetValue(one.Instrument, out var instrument) || instrument.QuoteAsset.Value == 0 || !_assets.TryGetValue(instrument.BaseAsset, out var @base))
            return;
        var notional = Exact((Int128)one.Price.Units * one.Quantity.Units, instrument.MoneyScale - instrument.PriceScale - instrument.QuantityScale);
        var quantity = Exact(one.Quantity.Units, @base.Scale - instrument.QuantityScale);
        Traded(one.Owner, instrument, notional, quantity, in one, alerts);
        if (one.MakerOwner != one.Owner)
            Traded(one.MakerOwner, instrument, notional, quantity, in one, alerts);
    }

    private void Traded(OwnerId owner, Instrument instrument, Int128 notional, Int128 quantity, in ExchangeEvent one, AlertList alerts)
    {
        var purse = Of(owner, instrument.QuoteAsset, one.Time);
        Count(purse, notional, in one);
        Count(Of(owner, instrument.BaseAsset, one.Time), quantity, in one);
        purse.VolumeToday += notional;
        if (purse.IsVolumeTold || purse.Most == 0 || purse.VolumeToday < (Int128)purse.Most * rules.TimesBalance)
            return;
        purse.IsVolumeTold = true;
        alerts.Add(
            SuspicionKind.VolumeBeyondBalance, one.Sequence, one.Time, [owner], one.Instrument,
            $"owner {owner} has traded {purse.VolumeToday / purse.Most} times today what it had at most ({Amount(purse.Most, instrument.QuoteAsset)})", [one.Sequence]);

        // What was traded matters only beside deposits of the window.
        static void Count(Purse purse, Int128 amount, in ExchangeEvent one)
        {
            if (purse.In.Count > 0)
                purse.Traded.Enqueue(new Movement(one.Time.Nanoseconds, one.Sequence, (long)Int128.Min(amount, long.MaxValue)));
        }
    }

    private Purse Of(OwnerId owner, AssetId asset, Timestamp now)
    {
        if (!_purses.TryGetValue((owner, asset), out var purse))
            _purses[(owner, asset)] = purse = new Purse();
        purse.Advance(now.Nanoseconds, _windowNs);
        return purse;
    }

    private string Amount(long units, AssetId asset)
    {
        var known = _assets.GetValueOrDefault(asset);
        return known is null ? units.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{units / Power(known.Scale)} {known.Code}");
    }

    private static Int128 Exact(Int128 value, int exponent)
    {
        for (; exponent > 0; exponent--)
            value *= 10;
        for (; exponent < 0; exponent++)
            value /= 10;
        return value;
    }

    private static decimal Power(int scale)
    {
        var power = 1m;
        for (var i = 0; i < scale; i++)
            power *= 10;
        return power;
    }

    private readonly record struct Movement(long TimeNs, long Sequence, long Amount);

    /// <summary>A day's movements in one direction.</summary>
    private sealed class Today
    {
        public Int128 Total { get; private set; }

        /// <summary>What it comes to, as far as 64 bits hold it.</summary>
        public long Sum => (long)Int128.Min(Total, long.MaxValue);

        public bool IsTold { get; set; }

        public Queue<long> Commands { get; } = [];

        public void Add(Movement movement)
        {
            Total += movement.Amount;
            Commands.Enqueue(movement.Sequence);
            if (Commands.Count > AlertList.EvidenceCount)
                Commands.Dequeue();
        }
    }

    /// <summary>What an account has of an asset, and what happened to it of late.</summary>
    private sealed class Purse
    {
        private long _day = -1;

        public long Total { get; set; }

        /// <summary>The largest total of the day.</summary>
        public long Most { get; set; }

        public Int128 VolumeToday { get; set; }

        public bool IsVolumeTold { get; set; }

        public Today InToday { get; private set; } = new();

        public Today OutToday { get; private set; } = new();

        public Queue<Movement> In { get; } = [];

        public Queue<Movement> Out { get; } = [];

        public Queue<Movement> Traded { get; } = [];

        public Queue<Movement> NearIn { get; } = [];

        public Queue<Movement> NearOut { get; } = [];

        public void Advance(long nowNs, long windowNs)
        {
            foreach (var movements in (ReadOnlySpan<Queue<Movement>>)[In, Out, Traded, NearIn, NearOut])
            {
                while (movements.TryPeek(out var old) && nowNs - old.TimeNs > windowNs)
                    movements.Dequeue();
            }

            var day = nowNs / Days.Nanoseconds;
            if (day == _day)
                return;
            _day = day;
            (Most, VolumeToday, IsVolumeTold, InToday, OutToday) = (Total, 0, false, new Today(), new Today());
        }
    }
}
