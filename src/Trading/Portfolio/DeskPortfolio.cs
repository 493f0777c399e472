using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Portfolio;

/// <summary>
/// What the desk holds and what it has made: positions by listing and by strategy, balances by venue and asset, results in the reporting currency. Amounts are in 10^-18 of their asset,
/// worths in 10^-18 of the reporting currency. Kept by <see cref="Orders.DeskOrders{TSink}"/>; others read, between its calls. Single-threaded; allocates nothing once every listing and
/// asset has been seen.
/// </summary>
public sealed partial class DeskPortfolio
{
    /// <summary>10^18: one whole of an asset, or of worth.</summary>
    public static readonly Int128 One = 1_000_000_000_000_000_000;

    private readonly Holding[] _holdings;
    private readonly int[] _indexOf;
    private readonly AssetRates _rates;
    private readonly int _strategiesMax;
    private readonly Dictionary<long, int> _cellOf = [];
    private readonly EndMark[] _ends;
    private Row[] _rows;
    private Cell[] _cells = new Cell[64];
    private Valuation[] _rowValues;
    private Valuation[] _cellValues = new Valuation[64];
    private ResultDay[] _results;
    private readonly int[] _touched;
    private readonly int[] _valued;
    private int _touchedCount;
    private int _valuedCount;
    private int _cellCount;
    private long _day = -1;

    internal DeskPortfolio(AssetCode reporting, ListingTable listings, IReadOnlyList<TradedListing> traded, IReadOnlyList<AssetRate> rates, int strategiesMax)
    {
        Reporting = reporting;
        _strategiesMax = strategiesMax;
        _rates = new AssetRates(reporting, listings, rates);
        _holdings = new Holding[traded.Count];
        _indexOf = new int[listings.Count + 1];
        Array.Fill(_indexOf, -1);
        _rows = new Row[traded.Count];
        _ends = new EndMark[traded.Count];
        _rowValues = new Valuation[traded.Count];
        _results = new ResultDay[strategiesMax + 2];
        _touched = new int[strategiesMax + 2];
        _valued = new int[traded.Count];
        for (var i = 0; i < traded.Count; i++)
        {
            var listing = listings[traded[i].Listing];
            if (_indexOf[listing.Id.Value] >= 0)
                throw new ArgumentException($"{listing.Symbol} of {listing.Venue} is traded twice.", nameof(traded));
            if (traded[i].Settle.IsNone || traded[i].Terms.Listing != listing.Id)
                throw new ArgumentException($"{listing.Symbol} of {listing.Venue} needs a settlement asset, and terms of its own.", nameof(traded));
            if (listing.Kind is ListingKind.Perpetual or ListingKind.Future && traded[i].InitialMargin <= 0)
                throw new ArgumentException($"{listing.Symbol} of {listing.Venue} is a contract and needs an initial margin.", nameof(traded));
            _indexOf[listing.Id.Value] = i;
            var holding = _holdings[i] = new Holding(i, traded[i], listing, _rates);
            holding.SettleAccount = AccountOf(listing.Venue, traded[i].Settle);
            if (!traded[i].Base.IsNone)
                holding.BaseAccount = AccountOf(listing.Venue, traded[i].Base);
            if (!holding.IsPaidInFull)
                holding.MarginAccount = holding.SettleAccount;
        }
    }

    /// <summary>What worths are in.</summary>
    public AssetCode Reporting { get; }

    /// <summary>Number of listings that are traded.</summary>
    public int TradedCount => _holdings.Length;

    /// <summary>Gains and losses of all positions since the start, fees taken off, as worth.</summary>
    public Int128 Result => _results[Whole].Result;

    /// <summary>The same since midnight UTC.</summary>
    public Int128 DailyResult => _results[Whole].Daily;

    /// <summary>What earlier runs of the day have made, which counts in <see cref="DailyResult"/>; zero again from midnight on.</summary>
    public Int128 Carried => _results[Whole].Carried;

    /// <summary>How far the result is below its best of the day.</summary>
    public Int128 Drawdown => _results[Whole].Drawdown;

    /// <summary>Gains and losses that closing all at middle prices would bring, as worth, before fees.</summary>
    public Int128 Unrealised { get; private set; }

    private int Whole => _strategiesMax + 1;

    /// <summary>A traded listing by place, 0 to <see cref="TradedCount"/> - 1.</summary>
    public TradedListing TradedAt(int place) => _holdings[place].Traded;

    /// <summary>The desk's position in a listing; empty for one that is not traded.</summary>
    public Position PositionOf(ListingId listing) => IndexOf(listing) is var i and >= 0 ? _rows[i].Position : default;

    /// <summary>A strategy's share of it; of what belongs to nobody (openings, corrections, orphans) with <see cref="StrategyId.None"/>.</summary>
    public Position PositionOf(StrategyId strategy, ListingId listing) =>
        IndexOf(listing) is var i and >= 0 && _cellOf.TryGetValue(KeyOf(strategy, i), out var cell) ? _cells[cell].Position : default;

    /// <summary>A strategy's result since the start, as worth; of nobody with <see cref="StrategyId.None"/>.</summary>
    public Int128 ResultOf(StrategyId strategy) => IsStrategy(strategy) ? _results[strategy.Value].Result : 0;

    /// <summary>The same since midnight UTC.</summary>
    public Int128 DailyResultOf(StrategyId strategy) => IsStrategy(strategy) ? _results[strategy.Value].Daily : 0;

    /// <summary>What a strategy has made in earlier runs of the day.</summary>
    public Int128 CarriedOf(StrategyId strategy) => IsStrategy(strategy) ? _results[strategy.Value].Carried : 0;

    /// <summary>How far a strategy's result is below its best of the day.</summary>
    public Int128 DrawdownOf(StrategyId strategy) => IsStrategy(strategy) ? _results[strategy.Value].Drawdown : 0;

    /// <summary>How far the result has ever been below its highest since the start, and the equity that it fell from (lowest equity and fall together), as worth.</summary>
    public (Int128 Fall, Int128 Equity) LargestFall => (_results[Whole].Fall, _results[Whole].FallEquity);

    /// <summary>The same of a strategy; the equity is the desk's.</summary>
    public (Int128 Fall, Int128 Equity) LargestFallOf(StrategyId strategy) => IsStrategy(strategy) ? (_results[strategy.Value].Fall, _results[strategy.Value].FallEquity) : default;

    /// <summary>Trades that strategies have closed since the start. Walks through their listings.</summary>
    public ClosedTrades Trades
    {
        get
        {
            ClosedTrades trades = default;
            foreach (ref readonly var cell in _cells.AsSpan(0, _cellCount))
                trades += cell.Strategy == StrategyId.None.Value ? default : cell.Trips.Trades;
            return trades;
        }
    }

    /// <summary>Trades that a strategy has closed since the start. Walks through its listings.</summary>
    public ClosedTrades TradesOf(StrategyId strategy)
    {
        ClosedTrades trades = default;
        foreach (ref readonly var cell in _cells.AsSpan(0, _cellCount))
            trades += cell.Strategy == strategy.Value ? cell.Trips.Trades : default;
        return trades;
    }

    /// <summary>Fees paid in all, less rebates, as worth; funding is none of them. Walks through the listings.</summary>
    public Int128 Fees
    {
        get
        {
            var fees = Funding;
            foreach (ref readonly var row in _rows.AsSpan())
                fees += row.Position.Fees;
            return fees;
        }
    }

    /// <summary>Fees of a strategy's fills, as worth. Walks through its listings.</summary>
    public Int128 FeesOf(StrategyId strategy)
    {
        var fees = FundingOf(strategy);
        foreach (ref readonly var cell in _cells.AsSpan(0, _cellCount))
            fees += cell.Strategy == strategy.Value ? cell.Position.Fees : 0;
        return fees;
    }

    /// <summary>What closing a strategy's positions at middle prices would bring, as worth, before fees. Walks through its listings.</summary>
    public Int128 UnrealisedOf(StrategyId strategy)
    {
        Int128 unrealised = 0;
        for (var cell = 0; cell < _cellCount; cell++)
            unrealised += _cells[cell].Strategy == strategy.Value ? _cellValues[cell].Unrealised : 0;
        return unrealised;
    }

    /// <summary>What closing the desk's position in a listing at middle prices would bring, as worth, before fees.</summary>
    public Int128 UnrealisedOf(ListingId listing) => IndexOf(listing) is var i and >= 0 ? _rowValues[i].Unrealised : 0;

    /// <summary>A value of a position of this listing (its cost, what it realised) as an amount of the settlement asset, in 10^-18, towards zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not traded.</exception>
    public Int128 AmountOf(ListingId listing, Int128 value) =>
        IndexOf(listing) is var i and >= 0 ? _holdings[i].AmountOf(value) : throw new ArgumentOutOfRangeException(nameof(listing));

    /// <summary>The average price of a position in 10^-<see cref="Listing.PriceScale"/>, towards zero; none where nothing is held.</summary>
    public Price AveragePriceOf(ListingId listing, in Position position)
    {
        if (IndexOf(listing) is not (var i and >= 0) || position.Quantity.IsZero || position.Cost == 0)
            return Price.None;
        var average = _holdings[i].IsInverse ? _holdings[i].ValueOf(1, position.Quantity.Units) / position.Cost : position.Cost / position.Quantity.Units;
        return new Price((long)Int128.Abs(average));
    }

    /// <summary>True where the strategy's number is none or within what there is room for.</summary>
    internal bool IsStrategy(StrategyId strategy) => (uint)strategy.Value <= (uint)_strategiesMax;

    internal int IndexOf(ListingId listing) => (uint)listing.Value < (uint)_indexOf.Length ? _indexOf[listing.Value] : -1;

    internal Holding HoldingAt(int index) => _holdings[index];

    internal ref readonly Position PositionAt(int index) => ref _rows[index].Position;

    internal ref readonly Position CellAt(int cell) => ref _cells[cell].Position;

    internal int CellCount => _cellCount;

    internal (int Strategy, int Index, int NextOfListing) CellKeyAt(int cell) => (_cells[cell].Strategy, _cells[cell].Index, _cells[cell].NextOfListing);

    internal int FirstCellOf(int index) => _rows[index].FirstCell - 1;

    /// <summary>Twice the middle of a listing's best prices, as last believed; zero before. Of one that has ended, twice what it is paid.</summary>
    internal long TwiceMarkOf(int index) => _ends[index].Kind == EndKind.Price ? _ends[index].TwicePrice : _rows[index].TwiceMark;

    /// <summary>The share of a strategy in a listing; -1 where there is none yet.</summary>
    internal int FindCell(StrategyId strategy, int index) => _cellOf.GetValueOrDefault(KeyOf(strategy, index), -1);

    /// <summary>The share of a strategy in a listing; made where it is not there yet.</summary>
    internal int CellOf(StrategyId strategy, int index)
    {
        var key = KeyOf(strategy, index);
        if (_cellOf.TryGetValue(key, out var cell))
            return cell;
        if (_cellCount == _cells.Length)
        {
            Array.Resize(ref _cells, _cellCount * 2);
            Array.Resize(ref _cellValues, _cellCount * 2);
        }

        cell = _cellCount++;
        _cells[cell] = new Cell { Strategy = strategy.Value, Index = index, NextOfListing = _rows[index].FirstCell - 1 };
        _rows[index].FirstCell = cell + 1;
        _cellOf.Add(key, cell);
        return cell;
    }

    /// <summary>Positions and balances take a fill.</summary>
    /// <param name="index">Of the listing.</param>
    /// <param name="strategy">Whose.</param>
    /// <param name="quantity">Bought, or below zero sold; what is taken back comes as its opposite.</param>
    /// <param name="price">At what price.</param>
    /// <param name="fee">In 10^-18 of <paramref name="feeAsset"/>.</param>
    /// <param name="feeAsset">What it is in.</param>
    /// <param name="now">The input's time.</param>
    /// <param name="isTakenBack">A fill that never was: what was bought becomes less, not what was sold more.</param>
    internal void Fill(int index, StrategyId strategy, long quantity, long price, Int128 fee, AssetCode feeAsset, Timestamp now, bool isTakenBack)
    {
        var holding = _holdings[index];
        PriceUntold(index, price * 2);
        ref var whole = ref _rows[index].Position;
        var (before, realised) = (whole.Quantity.Units, whole.Realised);
        var cell = CellOf(strategy, index);
        ref var share = ref _cells[cell].Position;
        var shareBefore = share.Quantity.Units;
        whole.Fill(holding, quantity, price);
        share.Fill(holding, quantity, price);
        Count(ref whole, quantity, isTakenBack);
        Count(ref share, quantity, isTakenBack);

        var venue = holding.Listing.Venue;
        var cash = holding.IsPaidInFull ? -holding.AmountOf(price, quantity, up: quantity > 0) : holding.AmountOf(whole.Realised - realised);
        if (holding.IsPaidInFull && holding.IsUncoveredOutcome)
            cash -= holding.AmountOf(Amounts.Ten(holding.Listing.PriceScale), Math.Max(0, -whole.Quantity.Units) - Math.Max(0, -before), up: true);
        Move(holding.SettleAccount, cash, now);
        if (holding.BaseAccount >= 0 && holding.IsPaidInFull)
            Move(holding.BaseAccount, holding.BaseAmountOf(quantity), now);
        _rows[index].ChangedTime = now;
        if (fee != 0)
        {
            var paying = AccountOf(venue, feeAsset);
            Move(paying, -fee, now);
            _accounts[paying].Fees += fee;
            var worth = _rates.MultiplierOf(_accountRates[paying]).Apply(fee);
            whole.Fees += worth;
            share.Fees += worth;
        }

        _cells[cell].Trips.Take(holding, in share, shareBefore, isTakenBack);
        Value(index);
    }

    /// <summary>The venue says what is held.</summary>
    internal void Correct(int index, long quantity, Price price, Timestamp now)
    {
        var twice = price.IsNone ? _rows[index].TwiceMark : price.Units * 2;
        PriceUntold(index, twice);
        ref var row = ref _rows[index];
        ref var nobody = ref _cells[CellOf(StrategyId.None, index)].Position;
        var difference = quantity - row.Position.Quantity.Units;
        row.Position.Correct(_holdings[index], quantity, twice);
        nobody.Correct(_holdings[index], nobody.Quantity.Units + difference, twice);
        row.ChangedTime = now;
        Value(index);
    }

    /// <summary>The middle of a listing's best prices is another.</summary>
    /// <returns>True where it is.</returns>
    internal bool Mark(int index, in Bbo best)
    {
        var twice = best.BidPrice.Units + best.AskPrice.Units;
        if (_rows[index].TwiceMark == twice)
            return false;
        PriceUntold(index, twice);
        _rows[index].TwiceMark = twice;
        if (FirstCellOf(index) >= 0)
            Value(index);
        return true;
    }

    /// <summary>The first input of a day sets the day's results to zero.</summary>
    internal void BeginDay(Timestamp now)
    {
        var day = now.Nanoseconds / Timestamp.NanosecondsPerDay;
        if (day <= _day)
            return;
        _day = day;
        foreach (ref var result in _results.AsSpan())
            result.Begin();
    }

    /// <summary>The day begins with what earlier runs have made of it and how far they fell from its best, of the desk or, where one is named, of a strategy.</summary>
    internal void Carry(StrategyId strategy, Int128 result, Int128 fall)
    {
        var place = strategy == StrategyId.None ? Whole : strategy.Value;
        _results[place].Carry(result, fall);
        Add(place, 0);
    }

    /// <summary>True where a result changed since <see cref="ClearTouched"/>.</summary>
    internal bool IsTouched => _touchedCount > 0;

    /// <summary>Strategies whose result changed since then, and one beyond the last for the desk.</summary>
    internal ReadOnlySpan<int> TouchedResults => _touched.AsSpan(0, _touchedCount);

    /// <summary>Places of listings that were valued since then.</summary>
    internal ReadOnlySpan<int> TouchedListings => _valued.AsSpan(0, _valuedCount);

    /// <summary>After all that one input did: the best results of the day.</summary>
    internal void KeepBests()
    {
        foreach (var result in TouchedResults)
            _results[result].Keep(Equity);
    }

    internal void ClearTouched()
    {
        foreach (var result in TouchedResults)
            _results[result].IsTouched = false;
        foreach (var index in TouchedListings)
            _rowValues[index] = _rowValues[index] with { IsTouched = false };
        (_touchedCount, _valuedCount) = (0, 0);
    }

    private static long KeyOf(StrategyId strategy, int index) => ((long)strategy.Value << 32) | (uint)index;

    private static void Count(ref Position position, long quantity, bool isTakenBack)
    {
        if (quantity > 0 != isTakenBack)
            position.Bought += isTakenBack ? quantity : Math.Abs(quantity);
        else
            position.Sold += isTakenBack ? -quantity : Math.Abs(quantity);
    }

    // What a position is worth is a function of it, of its mark and of its rate; sums take differences of it, so that they are the same however they came about.
    private void Value(int index)
    {
        var holding = _holdings[index];
        var twice = TwiceMarkOf(index);
        var isMarked = _ends[index].Kind == EndKind.None ? twice != 0 : _ends[index].Kind == EndKind.Price && (_rows[index].TwiceMark != 0 || _rows[index].Position.Cost != 0);
        var was = _rowValues[index];
        if (!was.IsTouched)
            _valued[_valuedCount++] = index;
        var now = _rowValues[index] = Valuation.Of(holding, in _rows[index].Position, twice, isMarked) with { IsTouched = true };
        Unrealised += now.Unrealised - was.Unrealised;
        if (holding.MarginAccount >= 0)
            AddToMargin(holding, now.Unrealised - was.Unrealised);
        Add(Whole, now.Result - was.Result);
        for (var cell = FirstCellOf(index); cell >= 0; cell = _cells[cell].NextOfListing)
        {
            was = _cellValues[cell];
            now = _cellValues[cell] = Valuation.Of(holding, in _cells[cell].Position, twice, isMarked);
            Add(_cells[cell].Strategy, now.Result - was.Result);
        }
    }

    private void Add(int result, Int128 change)
    {
        ref var day = ref _results[result];
        day.Result += change;
        if (!day.IsTouched)
            _touched[_touchedCount++] = result;
        day.IsTouched = true;
    }
}
