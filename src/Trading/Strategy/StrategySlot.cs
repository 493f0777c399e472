using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Features;

namespace Rialto.Trading.Strategy;

/// <summary>One instance of a strategy and all that the desk keeps for it. Written by the <c>Trader</c> alone.</summary>
internal sealed class StrategySlot
{
    private const int OrderBytesMin = 64;

    private readonly Dictionary<int, int> _places = [];
    private readonly StrategyLedger[] _ledgers;
    private readonly Timestamp[] _timers = new Timestamp[64];
    private ParameterValue[] _values;
    private StrategyOrder[] _orders = new StrategyOrder[64];
    private int _orderCount;

    public StrategySlot(StrategySettings settings, IStrategy strategy, IStrategyHost host)
    {
        Settings = settings;
        (Strategy, Declaration) = (strategy, strategy.Declaration);
        Listings = [.. settings.Listings];
        _values = settings.ValuesFor(Declaration);
        _ledgers = new StrategyLedger[Listings.Length];
        for (var i = 0; i < Listings.Length; i++)
        {
            _places.Add(Listings[i].Value, i);
            _ledgers[i] = new StrategyLedger(host.ListingOf(Listings[i]));
        }

        Performance = new StrategyPerformance(Listings.Select(host.ListingOf).Select(listing => listing.Quote).Distinct().Count() == 1);
        Context = new StrategyContext(this, host);
    }

    public StrategySettings Settings { get; }

    public StrategyId Id => Settings.Id;

    public string Name => Settings.Name;

    public StrategyMode Mode => Settings.Mode;

    public decimal Capital => Settings.Capital;

    public ListingId[] Listings { get; }

    public IStrategy Strategy { get; private set; }

    public StrategyDeclaration Declaration { get; private set; }

    public StrategyContext Context { get; }

    public StrategyPerformance Performance { get; }

    public StrategyState State { get; set; }

    public StrategyFault Fault { get; set; }

    public StrategyCounts Counts;

    /// <summary>The last exchange of its strategy; of kind none where there was none.</summary>
    public DeskCommand Swap;

    /// <summary>The kind of the strategy before that exchange.</summary>
    public string SwappedKind { get; set; } = "";

    /// <summary>Features of each listing, in their order; empty where none are declared.</summary>
    public FeatureSet[] Features { get; set; } = [];

    /// <summary>It asked for more than it declared: taken out when its call is over.</summary>
    public bool HasFlooded { get; set; }

    /// <summary>Requests since the last input came.</summary>
    public int IntentsOfInput { get; set; }

    /// <summary>When it last asked for an order; spaces its requests while the desk is slow.</summary>
    public Timestamp LastPlace { get; set; }

    /// <summary>The earliest of its timers; none where none is set.</summary>
    public Timestamp NextTimer { get; private set; }

    /// <summary>True where it is called with what happens.</summary>
    public bool IsCalled => State is StrategyState.Running or StrategyState.Paused;

    public ReadOnlySpan<StrategyOrder> Orders => _orders.AsSpan(0, _orderCount);

    public ReadOnlySpan<StrategyLedger> Ledgers => _ledgers;

    public ReadOnlySpan<ParameterValue> Values => _values;

    public int PlaceOf(ListingId listing) => _places.GetValueOrDefault(listing.Value, -1);

    public StrategyLedger? LedgerOf(ListingId listing) => PlaceOf(listing) is >= 0 and var place ? _ledgers[place] : null;

    public long PositionOf(ListingId listing) => LedgerOf(listing)?.Position ?? 0;

    public PnlSplit PnlOf(ListingId listing) => LedgerOf(listing)?.Split ?? default;

    public ParameterValue ValueOf(Parameter parameter)
    {
        var parameters = Declaration.Parameters;
        for (var i = 0; i < parameters.Length; i++)
        {
            if (ReferenceEquals(parameters[i], parameter))
                return _values[i];
        }

        throw new ArgumentException($"'{Declaration.Name}' did not declare '{parameter.Name}'.", nameof(parameter));
    }

    public void SetValue(int place, ParameterValue value) => _values[place] = value;

    public void SetTimer(int timer, Timestamp at)
    {
        if ((uint)timer >= (uint)Declaration.Timers)
            throw new ArgumentOutOfRangeException(nameof(timer), timer, $"'{Declaration.Name}' declared {Declaration.Timers} timers.");
        _timers[timer] = at;
        FindNextTimer();
    }

    /// <summary>Takes the earliest timer that is due.</summary>
    public bool TryTakeTimer(Timestamp now, out int timer)
    {
        timer = -1;
        if (NextTimer.IsNone || NextTimer > now)
            return false;
        for (var i = 0; i < Declaration.Timers; i++)
        {
            if (_timers[i] == NextTimer)
            {
                timer = i;
                break;
            }
        }

        _timers[timer] = Timestamp.None;
        FindNextTimer();
        return true;
    }

    public void ClearTimers()
    {
        Array.Clear(_timers);
        NextTimer = Timestamp.None;
    }

    public bool TryFind(DeskOrderId order, out StrategyOrder found)
    {
        var place = FindPlace(order);
        found = place < 0 ? default : _orders[place];
        return place >= 0;
    }

    /// <summary>Keeps an order as it is now; one that has ended is let go.</summary>
    public void Keep(in StrategyOrder order, bool hasEnded)
    {
        var place = FindPlace(order.Id);
        if (hasEnded)
        {
            if (place < 0)
                return;
            Array.Copy(_orders, place + 1, _orders, place, --_orderCount - place);
            return;
        }

        if (place < 0)
        {
            if (_orderCount == _orders.Length)
                Array.Resize(ref _orders, _orderCount * 2);
            place = _orderCount++;
        }

        _orders[place] = order;
    }

    /// <summary>Another strategy of the same name and listings goes on here: positions, orders and money stay; parameters of the same name and kind keep their values where still allowed.</summary>
    public void Replace(IStrategy next)
    {
        var (declaration, old, oldValues) = (next.Declaration, Declaration, _values);
        var values = Settings.ValuesFor(declaration);
        for (var i = 0; i < values.Length; i++)
        {
            var place = old.IndexOf(declaration.Parameters[i].Name);
            if (place >= 0 && old.Parameters[place].Kind == declaration.Parameters[i].Kind && declaration.Parameters[i].Allows(oldValues[place]))
                values[i] = oldValues[place];
        }

        (Strategy, Declaration, _values) = (next, declaration, values);
        for (var i = declaration.Timers; i < _timers.Length; i++)
            _timers[i] = Timestamp.None;
        FindNextTimer();
    }

    public void AddTo(ref DeskHash hash)
    {
        hash.Add(Id.Value);
        hash.Add(((long)State << 8) | (long)Fault);
        foreach (var value in _values)
        {
            hash.Add(value.Low);
            hash.Add(value.High);
        }

        foreach (var ledger in _ledgers)
            ledger.AddTo(ref hash);
        foreach (var order in Orders)
        {
            hash.Add(order.Id.Value);
            hash.Add(order.Price.Units);
            hash.Add(order.Quantity.Units);
            hash.Add(order.Filled.Units);
            hash.Add(((long)order.State << 8) | (order.IsCancelling ? 1L : 0) | (order.IsAmending ? 2L : 0) | (order.IsPostOnly ? 4L : 0));
            hash.Add(order.Tag);
        }

        for (var i = 0; i < Declaration.Timers; i++)
            hash.Add(_timers[i].Nanoseconds);
        hash.Add(LastPlace.Nanoseconds);
        hash.Add(Counts.Decisions);
        hash.Add(Counts.Intents);
        hash.Add(Counts.Fills);
    }

    private int FindPlace(DeskOrderId order)
    {
        // The newest is what is asked for most.
        for (var i = _orderCount - 1; i >= 0; i--)
        {
            if (_orders[i].Id == order)
                return i;
        }

        return -1;
    }

    private void FindNextTimer()
    {
        NextTimer = Timestamp.None;
        for (var i = 0; i < Declaration.Timers; i++)
        {
            if (!_timers[i].IsNone && (NextTimer.IsNone || _timers[i] < NextTimer))
                NextTimer = _timers[i];
        }
    }

    /// <summary>Saves or loads all that the desk keeps for it, between inputs; what the strategy itself remembers is saved apart. One that loads has the same strategy in its place.</summary>
    public void Keep(FieldArchive state)
    {
        State = (StrategyState)state.Keep((int)State, 0, (int)StrategyState.Faulted);
        Fault = state.Keep(Fault);
        Counts = state.Keep(Counts);
        LastPlace = state.Keep(LastPlace);
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = state.Keep(_values[i]);
            state.Require(Declaration.Parameters[i].Allows(_values[i]));
        }

        state.Keep(_timers.AsSpan(0, Declaration.Timers));
        FindNextTimer();
        foreach (var ledger in _ledgers)
            ledger.Keep(state);
        var orders = state.KeepCount(_orderCount, OrderBytesMin);
        if (orders > _orders.Length)
            _orders = new StrategyOrder[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)orders)];
        _orderCount = orders;
        state.Keep(_orders.AsSpan(0, orders));
        Performance.Keep(state);
    }
}
