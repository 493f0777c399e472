using Rialto.BackOffice.Replay;
using Rialto.Journal;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Forks;

/// <summary>What to fork.</summary>
/// <param name="From">The first command that may differ.</param>
/// <param name="Through">The last command to play.</param>
/// <param name="Changes">What differs.</param>
/// <param name="OwnerOf">The owner of a user name or number.</param>
public sealed record ForkPlan(long From, long Through, ILookup<long, Change> Changes, Func<string, OwnerId?> OwnerOf);

/// <summary>
/// Plays the past twice from a fork on: as it was, and changed. Others' reactions are frozen: every command that was sent then is sent again, whatever the market looks like now.
/// Order numbers shift where an order is missing or new; commands that name an order go to the same order in the other branch, and those whose order does not exist there are left out.
/// </summary>
public sealed class Fork
{
    private readonly ForkPlan _plan;
    private readonly ChangedCommands _changed;
    private readonly Action<Command>? _written;
    private readonly long _baseOrder;
    private readonly List<long> _forkOf = [];
    private readonly List<long> _originalOf = [];
    private long _sequence;
    private long _inserted;

    private Fork(ForkPlan plan, Replica original, Replica fork, Action<Command>? written)
    {
        _plan = plan;
        _changed = new ChangedCommands(plan.OwnerOf);
        _written = written;
        _baseOrder = original.LastOrderId.Value;
        _sequence = original.Sequence;
        Original = new Branch(original, order => order.Value);
        Changed = new Branch(fork, NameOf);
    }

    /// <summary>The past as it was.</summary>
    public Branch Original { get; }

    /// <summary>The past as it would have been.</summary>
    public Branch Changed { get; }

    /// <summary>Commands that a change left out.</summary>
    public long Dropped { get; private set; }

    /// <summary>Commands that a change gave other values.</summary>
    public long Replaced { get; private set; }

    /// <summary>Commands that a change put in.</summary>
    public long Inserted => _inserted;

    /// <summary>Commands left out because the order they name does not exist in the changed branch.</summary>
    public long WithoutOrder { get; private set; }

    /// <summary>True where nothing came out differently.</summary>
    public bool IsIdentical => Original.EventHash == Changed.EventHash && Original.Replica.StateHash == Changed.Replica.StateHash;

    /// <summary>Plays both.</summary>
    /// <param name="history">The past.</param>
    /// <param name="plan">What to change.</param>
    /// <param name="written">Told of every command of the changed past since the fork, sequenced.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChangeException">A change cannot be done.</exception>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    public static Fork Run(History history, ForkPlan plan, Action<Command>? written = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var change in plan.Changes.SelectMany(group => group))
        {
            if (change.Sequence < plan.From - (change.Kind == ChangeKind.Insert ? 1 : 0) || change.Sequence > plan.Through)
                throw new ChangeException(change.Line, $"command {change.Sequence} is not in the part that is played, {plan.From} to {plan.Through}");
        }

        var fork = new Fork(plan, history.StandBefore(plan.From, cancellationToken), history.StandBefore(plan.From, cancellationToken), written);
        fork.Insert(plan.From - 1);
        using var cursor = history.Journal.OpenAt(plan.From);
        var last = plan.From - 1;
        while (cursor.NextSequence <= plan.Through && cursor.TryReadBatch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref readonly var command in cursor.Batch.Commands)
            {
                if (command.Sequence < plan.From || command.Sequence > plan.Through)
                    continue;
                fork.Play(in command);
                last = command.Sequence;
            }

            history.Position = last;
        }

        if (plan.Changes.SelectMany(group => group).FirstOrDefault(change => change.Sequence > last) is { } beyond)
            throw new ChangeException(beyond.Line, $"the journal ends at sequence {last}, before command {beyond.Sequence}");
        return fork;
    }

    private void Play(in Command command)
    {
        var original = Original.Apply(in command);
        if (original != OrderId.None)
            _forkOf.Add(0);
        var change = _plan.Changes[command.Sequence].FirstOrDefault(one => one.Kind != ChangeKind.Insert);
        if (change?.Kind == ChangeKind.Drop)
            Dropped++;
        else if (!TryAim(command, out var aimed))
            WithoutOrder++;
        else
            PlayChanged(change is null ? aimed : Replace(change, aimed), original.Value);
        Insert(command.Sequence);
    }

    private Command Replace(Change change, Command command)
    {
        Replaced++;
        var replaced = _changed.Replaced(change, command, Changed.Replica);
        replaced.Time = command.Time;
        return replaced;
    }

    private void Insert(long after)
    {
        foreach (var change in _plan.Changes[after].Where(one => one.Kind == ChangeKind.Insert))
        {
            var command = _changed.Inserted(change, Changed.Replica);
            command.Time = Changed.Replica.Time;
            if (!TryAim(command, out var aimed))
                throw new ChangeException(change.Line, $"order {command.OrderId} does not exist in the fork");
            _inserted++;
            PlayChanged(aimed, -_inserted);
        }
    }

    // The order's name is noted before its trades are added up, which are events of the same command.
    private void PlayChanged(Command command, long name)
    {
        command.Sequence = ++_sequence;
        Changed.Apply(in command, order =>
        {
            _originalOf.Add(name != 0 ? name : -(1L << 40) - order.Value);
            if (name > 0)
                _forkOf[(int)(name - _baseOrder - 1)] = order.Value;
        });
        _written?.Invoke(command);
    }

    /// <summary>Gives a command the number that its order has in the changed branch.</summary>
    private bool TryAim(Command command, out Command aimed)
    {
        aimed = command;
        if (command.Kind is not (CommandKind.CancelOrder or CommandKind.ReplaceOrder or CommandKind.ReduceOrder) || command.OrderId.Value <= _baseOrder)
            return true;
        var at = command.OrderId.Value - _baseOrder - 1;
        if (at >= _forkOf.Count)
            return true; // it never was, then as now
        aimed.OrderId = new OrderId(_forkOf[(int)at]);
        return _forkOf[(int)at] != 0;
    }

    private long NameOf(OrderId order) => order.Value <= _baseOrder ? order.Value : _originalOf[(int)(order.Value - _baseOrder - 1)];
}
