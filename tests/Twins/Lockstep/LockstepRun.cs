using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Twins.Lockstep;

/// <summary>Where two engines, or an engine and its promises, fell apart.</summary>
/// <param name="Seed">The seed of the stream.</param>
/// <param name="Limits">What the exchanges were sized for.</param>
/// <param name="Script">The commands up to and with the one that failed.</param>
/// <param name="What">What was different.</param>
public sealed record Mismatch(ulong Seed, ExchangeLimits Limits, IReadOnlyList<ScriptStep> Script, string What);

/// <summary>
/// Plays one stream of commands to two engines and, after each command, compares all bytes of their events, the book of every instrument concerned, what
/// else they tell of themselves, and the book rebuilt from nothing but the events.
/// </summary>
public sealed class LockstepRun
{
    // Once is enough, unless a cancelled order makes room for another.
    private const int DrainingRounds = 4;

    private readonly IEngine _one;
    private readonly IEngine _other;
    private readonly Dictionary<int, OrderId> _orderOfStep = [];
    private readonly Dictionary<long, int> _stepOfOrder = [];
    private long _sequence;

    private LockstepRun(Func<ExchangeLimits, IEngine> one, Func<ExchangeLimits, IEngine> other, ExchangeLimits limits) => (_one, _other) = (one(limits), other(limits));

    /// <summary>What events tell.</summary>
    public RebuiltMarket Rebuilt { get; private init; } = new();

    /// <summary>Above the largest number of a reason to refuse.</summary>
    public const int MaxReason = 511;

    /// <summary>How often each kind of event came: a run that never uncrossed anything proved nothing about auctions.</summary>
    public long[] EventCounts { get; } = new long[byte.MaxValue + 1];

    /// <summary>How often each reason to refuse was given.</summary>
    public long[] RejectCounts { get; } = new long[MaxReason + 1];

    /// <summary>Trades of liquidation orders.</summary>
    public long LiquidationTrades { get; private set; }

    /// <summary>The most live orders that there were at one time.</summary>
    public int MostLiveOrders { get; private set; }

    /// <summary>Generates and plays commands until so many have agreed or one has not.</summary>
    /// <param name="seed">Of the stream.</param>
    /// <param name="commands">How many.</param>
    /// <param name="one">The reference.</param>
    /// <param name="other">The engine to be proved.</param>
    /// <param name="mismatch">Null if all agreed.</param>
    /// <param name="withContracts">Of markets with contracts alone; otherwise only some have them.</param>
    /// <returns>The run, for its counts.</returns>
    public static LockstepRun Random(ulong seed, int commands, Func<ExchangeLimits, IEngine> one, Func<ExchangeLimits, IEngine> other, out Mismatch? mismatch, bool withContracts = false)
    {
        mismatch = null;
        var rebuilt = new RebuiltMarket();
        var generator = new CommandGenerator(seed, rebuilt, withContracts);
        var run = new LockstepRun(one, other, generator.Limits) { Rebuilt = rebuilt };
        var script = new List<ScriptStep>(commands);
        for (var i = 0; i < commands; i++)
        {
            var (command, named) = generator.Next();
            var step = new ScriptStep(command, i, named.Value == 0 ? -1 : run._stepOfOrder.GetValueOrDefault(named.Value, -1));
            script.Add(step);
            if (run.Play(step) is not { } what)
                continue;
            mismatch = new Mismatch(seed, generator.Limits, script, what);
            return run;
        }

        if ((run.Drain(script) ?? run.ReplayDiffers(script, one, other, generator.Limits)) is { } difference)
            mismatch = new Mismatch(seed, generator.Limits, script, difference);
        return run;
    }

    /// <summary>At the end all owners cancel all they have, until no order is left.</summary>
    private string? Drain(List<ScriptStep> script)
    {
        for (var round = 0; round < DrainingRounds && Rebuilt.Orders.Count > 0; round++)
        {
            foreach (var owner in Rebuilt.Orders.Select(order => order.Owner).Distinct().ToList())
            {
                script.Add(new ScriptStep(Command.MassCancel(owner, InstrumentId.None, MassCancelScope.Owner) with { Time = script[^1].Command.Time }, script.Count, -1));
                if (Play(script[^1]) is { } what)
                    return what;
            }
        }

        return Rebuilt.Orders.Count == 0 ? null : $"{Rebuilt.Orders.Count} orders are left where all were cancelled";
    }

    /// <summary>Plays a script. Null if all agreed; otherwise what did not, and in <paramref name="played"/> how many steps were played.</summary>
    public static string? Replay(IReadOnlyList<ScriptStep> script, ExchangeLimits limits, Func<ExchangeLimits, IEngine> one, Func<ExchangeLimits, IEngine> other, out int played)
    {
        var run = new LockstepRun(one, other, limits);
        for (played = 0; played < script.Count;)
            if (run.Play(script[played++]) is { } what)
                return what;
        return null;
    }

    /// <summary>Plays one command to both. Null if they agree.</summary>
    private string? Play(ScriptStep step)
    {
        var command = step.Command;
        command.Sequence = ++_sequence;
        if (step.Order >= 0)
            command.OrderId = _orderOfStep.GetValueOrDefault(step.Order, new OrderId(long.MaxValue - 7));
        _one.Log.Clear();
        _other.Log.Clear();
        try
        {
            _one.Apply(command);
            _other.Apply(command);
        }
        catch (Exception e)
        {
            return "an engine threw: " + e;
        }

        if (!_one.Log.Bytes.SequenceEqual(_other.Log.Bytes))
            return Differences.OfEvents(_one.Log.Events, _other.Log.Events);
        var events = _one.Log.Events;
        if (events.IsEmpty && command.Kind != CommandKind.AdvanceTime)
            return "a command without an event";
        var liquidation = OrderId.None;
        foreach (ref readonly var e in events)
        {
            EventCounts[(int)e.Kind]++;
            if (e.Kind is EventKind.OrderRejected or EventKind.CommandRejected)
                RejectCounts[e.Reason]++;
            if (e.Kind == EventKind.Trade && e.OrderId == liquidation)
                LiquidationTrades++;
            if (e.Flags.HasFlag(EventFlags.Liquidation))
                liquidation = e.OrderId;

            // Children that time brings, several by one step, are named by their numbers.
            else if (e.Kind == EventKind.OrderAccepted && command.Kind == CommandKind.NewOrder)
                (_orderOfStep[step.Index], _stepOfOrder[e.OrderId.Value]) = (e.OrderId, step.Index);
        }

        try
        {
            Rebuilt.Apply(events, command.Sequence, command.Time);
        }
        catch (BrokenPromiseException e)
        {
            return e.Message + "\n" + Differences.OfEvents(events, events);
        }

        return CompareStates(events, command);
    }

    private string? CompareStates(ReadOnlySpan<ExchangeEvent> events, in Command command)
    {
        if (_one.LiveOrders != _other.LiveOrders || _one.LiveOrders != Rebuilt.Orders.Count)
            return $"live orders: {_one.LiveOrders}, {_other.LiveOrders}, by the events {Rebuilt.Orders.Count}";
        MostLiveOrders = Math.Max(MostLiveOrders, _one.LiveOrders);
        if (_one.NextDeadline != _other.NextDeadline)
            return $"next deadline: {_one.NextDeadline}, {_other.NextDeadline}";
        if (_one.LastSequence != command.Sequence || _other.LastSequence != command.Sequence)
            return $"last sequence: {_one.LastSequence}, {_other.LastSequence}";
        var last = InstrumentId.None;
        foreach (ref readonly var e in events)
        {
            if (e.Instrument == last || e.Kind is EventKind.OrderRejected or EventKind.CommandRejected or (>= EventKind.AssetDefined and <= EventKind.FeeDayEnded) or (>= EventKind.VerificationSet and <= EventKind.LimitUsed))
                continue;
            // A tier is an account's: what the command says of an instrument is not looked at, and told as it was (margin.md, section 12).
            if (e.Kind == EventKind.RiskSet && e.RiskKind == CommandKind.SetRiskTier)
                continue;
            last = e.Instrument;
            if (last != InstrumentId.None && CompareBooks(last) is { } difference)
                return difference;
        }

        if (Rebuilt.Bank.Accounts.Count > 0 && CompareAccounts() is { } unequal)
            return unequal;
        if (CompareCustomers() is { } unlike)
            return unlike;
        if (command.Sequence % 64 != 0)
            return null;
        if (!_one.Instruments.SequenceEqual(_other.Instruments))
            return "the lists of instruments";
        return Rebuilt.Instruments.Select(i => CompareBooks(i.Id)).FirstOrDefault(d => d is not null);
    }

    private string? CompareAccounts()
    {
        var (one, other) = (_one.AuditAccounts(), _other.AuditAccounts());
        if ((Differences.OfAccounts(one, other) ?? Rebuilt.Bank.Compare(one)) is { } difference)
            return difference;
        var (margin, otherMargin) = (_one.AuditMargin(), _other.AuditMargin());
        return Differences.OfMargin(margin, otherMargin) ?? Rebuilt.Bank.Compare(one, margin) ?? HeldLosses.Compare(Rebuilt, margin) ?? HeldForNothing(one, margin);
    }

    /// <summary>What is held for orders where there are none; null where nothing is.</summary>
    private string? HeldForNothing(AccountsState accounts, MarginState margin)
    {
        foreach (var balance in accounts.Balances)
            if (balance.Reserved.Units != 0 && !Rebuilt.Orders.Any(order => order.Owner == balance.Account))
                return $"{balance}, and its account has no orders";
        foreach (var position in margin.Positions)
            if ((position.OpenBuys.Units | position.OpenSells.Units) != 0 && !Rebuilt.Orders.Any(order => order.Owner == position.Account && order.Instrument == position.Instrument))
                return $"{position}, and there are no such orders";
        return null;
    }

    private string? CompareCustomers()
    {
        var one = _one.AuditCustomers();
        return Differences.OfCustomers(one, _other.AuditCustomers()) ?? Rebuilt.Customers.Compare(one);
    }

    private string? CompareBooks(InstrumentId instrument)
    {
        var one = _one.Audit(instrument);
        if (Differences.OfBooks(one, _other.Audit(instrument)) is { } difference)
            return difference;
        return Differences.OfBooks(one, Rebuilt.Audit(instrument)) is { } missed ? "the book rebuilt from events: " + missed : null;
    }

    /// <summary>The same commands into fresh engines must give the same state.</summary>
    private string? ReplayDiffers(List<ScriptStep> script, Func<ExchangeLimits, IEngine> one, Func<ExchangeLimits, IEngine> other, ExchangeLimits limits)
    {
        var again = new LockstepRun(one, other, limits);
        foreach (var step in script)
            if (again.PlayBlindly(step) is { } failure)
                return failure;
        if (again._one.StateHash() != _one.StateHash())
            return "the first engine's state hash after a replay";
        return again._other.StateHash() != _other.StateHash() ? "the second engine's state hash after a replay" : null;
    }

    private string? PlayBlindly(ScriptStep step)
    {
        var command = step.Command;
        command.Sequence = ++_sequence;
        _one.Log.Clear();
        _other.Log.Clear();
        _one.Apply(command);
        _other.Apply(command);
        return _one.Log.Bytes.SequenceEqual(_other.Log.Bytes) ? null : "the engines differ in a replay of what they had agreed on";
    }
}
