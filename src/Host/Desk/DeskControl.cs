using Rialto.Runtime.Agents;
using Rialto.Trading;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>
/// The one way to act on a running desk: screens, <c>rialto stop</c>, a watchdog and alerts leave commands here, and the desk's thread takes them between two inputs, journals each before it
/// applies it, and answers with what the trader said. An emergency stop goes to the front, and always finds room. Any thread tells; the desk's thread takes.
/// </summary>
internal sealed class DeskControl
{
    private readonly Lock _gate = new();
    private readonly Queue<ToldCommand> _told = [];
    private readonly WakeList _takers = new();
    private readonly int _capacity;
    private ToldCommand? _emergency;
    private int _waiting;
    private bool _isClosed;

    /// <summary>Makes one that takes commands at once; they wait for a desk.</summary>
    /// <param name="capacity">Commands that may wait.</param>
    public DeskControl(int capacity = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <summary>Commands that wait; a moment's view. Any thread.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>True once the desk has ended, after which nothing is taken. Any thread.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _isClosed;
        }
    }

    /// <summary>Registers a signal that is raised when something is told while its owner is parked. Before the desk runs.</summary>
    public void WakeOnTell(WakeSignal signal) => _takers.Add(signal);

    /// <summary>Leaves a command. Any thread.</summary>
    /// <param name="command">What; its time is set by the desk when it takes it.</param>
    /// <returns>False where too many wait, or the desk has ended.</returns>
    /// <exception cref="ArgumentException">A kind that only the desk's own loop may tell.</exception>
    public bool TryTell(in DeskCommand command) => TryTell(in command, out _);

    /// <summary>Leaves a command. Any thread.</summary>
    /// <param name="command">What; its time is set by the desk when it takes it.</param>
    /// <param name="answer">What the trader says to it, once it is in the journal: none, or why not. Cancelled where the desk ends before.</param>
    /// <returns>False where too many wait, or the desk has ended.</returns>
    /// <exception cref="ArgumentException">A kind that only the desk's own loop may tell.</exception>
    public bool TryTell(in DeskCommand command, out Task<CommandRefusal> answer)
    {
        if (command.Kind is DeskCommandKind.None or DeskCommandKind.Time or DeskCommandKind.Restart or DeskCommandKind.CarryDay or DeskCommandKind.CarryPosition)
            throw new ArgumentException($"{command.Kind} is told by the desk's own loop alone.", nameof(command));
        if (command.Kind == DeskCommandKind.Swap)
            throw new ArgumentException("A swap is told with the strategy that takes the place.", nameof(command));
        return TryTell(in command, null, out answer);
    }

    /// <summary>Leaves a command that puts a strategy in another's place. Any thread.</summary>
    /// <param name="command">Which; the number of the offer is set by the desk.</param>
    /// <param name="strategy">What takes the place.</param>
    /// <param name="answer">As for others.</param>
    /// <returns>As for others.</returns>
    public bool TryTellSwap(in DeskCommand command, IStrategy strategy, out Task<CommandRefusal> answer) => TryTell(in command, strategy, out answer);

    /// <summary>Leaves commands that belong together, in their order with none of others between them. Any thread.</summary>
    /// <param name="commands">What; no emergency stop among them.</param>
    /// <param name="answers">As for one, one each.</param>
    /// <returns>False, and nothing is left, where there is no room for all, or the desk has ended.</returns>
    public bool TryTell(IReadOnlyList<DeskCommand> commands, out Task<CommandRefusal>[] answers)
    {
        foreach (var command in commands)
        {
            if (command.Kind is DeskCommandKind.None or DeskCommandKind.Time or DeskCommandKind.Restart or DeskCommandKind.CarryDay or DeskCommandKind.CarryPosition or DeskCommandKind.Swap or DeskCommandKind.EmergencyStop)
                throw new ArgumentException($"{command.Kind} is told alone.", nameof(commands));
        }

        answers = [];
        lock (_gate)
        {
            if (_isClosed || _told.Count + commands.Count > _capacity)
                return false;
            var told = commands.Select((command, place) => new ToldCommand(command) { IsFollowed = place + 1 < commands.Count }).ToArray();
            foreach (var one in told)
                _told.Enqueue(one);
            Volatile.Write(ref _waiting, _waiting + told.Length);
            answers = [.. told.Select(one => one.Answered.Task)];
        }

        _takers.WakeParked();
        return true;
    }

    private bool TryTell(in DeskCommand command, IStrategy? strategy, out Task<CommandRefusal> answer)
    {
        lock (_gate)
        {
            // Who asks for an emergency stop while one waits has the answer of that one.
            if (!_isClosed && command.Kind == DeskCommandKind.EmergencyStop && _emergency is { } waiting)
            {
                answer = waiting.Answered.Task;
                return true;
            }

            if (_isClosed || (command.Kind != DeskCommandKind.EmergencyStop && _told.Count == _capacity))
            {
                answer = Task.FromCanceled<CommandRefusal>(new CancellationToken(canceled: true));
                return false;
            }

            var told = new ToldCommand(command, strategy);
            if (command.Kind == DeskCommandKind.EmergencyStop)
                _emergency = told;
            else
                _told.Enqueue(told);
            Volatile.Write(ref _waiting, _waiting + 1);
            answer = told.Answered.Task;
        }

        _takers.WakeParked();
        return true;
    }

    /// <summary>The next command. The desk's thread; one load where there is none.</summary>
    public bool TryTake(out ToldCommand told)
    {
        told = null!;
        if (Volatile.Read(ref _waiting) == 0)
            return false;
        lock (_gate)
        {
            if (_emergency is { } urgent)
                (told, _emergency) = (urgent, null);
            else if (!_told.TryDequeue(out told!))
                return false;
            Volatile.Write(ref _waiting, _waiting - 1);
            return true;
        }
    }

    /// <summary>The desk has ended: what waits is cancelled, and nothing more is taken. Any thread.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _emergency?.Answered.TrySetCanceled();
            while (_told.TryDequeue(out var told))
                told.Answered.TrySetCanceled();
            _emergency = null;
            Volatile.Write(ref _waiting, 0);
        }
    }
}
