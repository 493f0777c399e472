using System.Buffers;
using System.Collections.Concurrent;
using Rialto.Gateways.Views;
using Rialto.Gateways.Views.Saving;
using Rialto.Journal.Proofs;
using Rialto.Model.Markets;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;

namespace Rialto.Gateways.Orders;

/// <summary>
/// The one reader of the event ring: takes events up to the durable cursor, brings the views up to date, tells the listeners, completes the
/// commands that wait, and answers questions about the views between commands. One duty cycle at a time: on its own thread, or on that of whoever brings it work while that one sleeps.
/// </summary>
internal sealed class FanOut(
    BroadcastReader<ExchangeEvent> events, Func<long> durableSequence, ExchangeViews views, PendingCommands pending, IReadOnlyList<IEventListener> listeners, Action? attend = null,
    ProofQueue? proofs = null)
    : IAgent
{
    private const int BatchLimit = 512;
    private const int QuestionsPerBatch = 64;

    // An array, whose enumeration allocates nothing: this is done for every event.
    private readonly IEventListener[] _listeners = [.. listeners];
    private readonly ConcurrentQueue<IQuestion> _questions = new();
    private PendingCommand? _waiter;
    private long _openCommand;
    private EventHash _hash;
    private ulong _hashBefore;
    private long _sequence;
    private volatile bool _isClosed;
    private volatile bool _dropsUndurable;

    private interface IQuestion
    {
        void Answer(ExchangeViews views);

        void Refuse();
    }

    /// <summary>Sequence of the last command whose events are all through; any thread.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Raised when a question arrives; the thread's idle strategy sleeps on it.</summary>
    public WakeSignal Signal { get; } = new();

    /// <inheritdoc/>
    public string Name => "gateway-fan-out";

    /// <summary>Asks the views something on the fan-out thread, between two commands.</summary>
    public Task<T> AskAsync<T>(Func<ExchangeViews, T> ask, CancellationToken cancellationToken)
    {
        var question = new Question<T>(ask);
        _questions.Enqueue(question);
        if (_isClosed)
            Close();
        if (attend is not null)
            attend();
        else
            Signal.WakeIfParked();
        return question.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until everything published so far is in the views, given that all of it is durable.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        // Asked on the fan-out thread, so nobody else moves the reader meanwhile.
        while (await AskAsync(_ => events.Available > 0, cancellationToken).ConfigureAwait(false))
            await Task.Yield();
    }

    /// <summary>Fills the views with what was saved, and goes on from its event hash. Before the first event.</summary>
    /// <returns>What is wrong with it, or null; where something is, the views are of no use any more.</returns>
    public Task<string?> RestoreAsync(ReadOnlySequence<byte> saved, ulong eventHash) => AskAsync(
        views =>
        {
            if (views.Sequence != 0)
                return "the views have seen events already";
            if (new ViewsLoading(views, saved).Load() is { } fault)
                return fault;
            views.RefreshDirectory(); // the journal may end with the snapshot
            _hash = new EventHash(eventHash);
            _hashBefore = eventHash;
            Volatile.Write(ref _sequence, views.Sequence);
            return null;
        },
        CancellationToken.None);

    /// <summary>Everything has been through: the commands after the last event had none.</summary>
    public void ProveThrough(long lastSequence)
    {
        if (lastSequence > _sequence)
            proofs?.Add(lastSequence, _hash.Value, _hash.Value);
    }

    /// <summary>One duty cycle.</summary>
    /// <returns>Work done; zero means idle.</returns>
    public int DoWork()
    {
        var drops = _dropsUndurable; // before the cursor, which does not move any more where this is true
        // The cursor first: what is durable by now and already published is served; the rest next time.
        var durable = durableSequence();
        var available = Math.Min(events.Available, BatchLimit);
        var taken = 0;
        for (; taken < available; taken++)
        {
            ref readonly var e = ref events.Peek(taken);
            if (e.Sequence > durable)
                break;
            Take(in e);
        }

        if (taken > 0)
        {
            events.Advance(taken);
            views.RefreshDirectory();
            foreach (var listener in _listeners)
                listener.OnBatchEnd();
        }

        if (drops && events.Available is > 0 and var lost && events.Peek(0).Sequence > durable)
            events.Advance(lost);
        return taken + AnswerQuestions();
    }

    /// <summary>
    /// The journal has failed, and what is not durable never will be: such events are dropped unseen from here on. Otherwise the sequencer would wait for ever for room in a ring that
    /// nobody empties, and the process could not stop. Any thread.
    /// </summary>
    public void DropUndurable()
    {
        _dropsUndurable = true;
        Signal.WakeIfParked();
    }

    /// <summary>The thread has ended: nobody waits for a command or a question any more.</summary>
    public void OnClose()
    {
        pending.Abandon();
        Close();
    }

    private void Close()
    {
        _isClosed = true;
        while (_questions.TryDequeue(out var question))
            question.Refuse();
    }

    private void Take(in ExchangeEvent e)
    {
        if (_openCommand == 0)
        {
            _openCommand = e.Sequence;
            _waiter = pending.Take(e.Sequence);
            foreach (var listener in _listeners)
                listener.OnCommandBegin(_waiter);
        }

        _hash.Add(in e);
        views.Apply(in e);
        foreach (var listener in _listeners)
            listener.On(in e);
        _waiter?.Add(in e);
        if (!e.IsLastOfCommand)
            return;

        foreach (var listener in _listeners)
            listener.OnCommandEnd(e.Sequence);
        _openCommand = 0;
        proofs?.Add(e.Sequence, _hashBefore, _hash.Value);
        _hashBefore = _hash.Value;
        Volatile.Write(ref _sequence, e.Sequence);
        if (_waiter is { } waiter)
        {
            _waiter = null;
            Complete(waiter);
        }

        views.Orders.Trim();
    }

    private void Complete(PendingCommand waiter)
    {
        views.RefreshDirectory();
        if (waiter.EventCount > 0)
            Attach(waiter, in waiter.First);
        waiter.Complete(CommandOutcome.Done);
    }

    private void Attach(PendingCommand waiter, in ExchangeEvent first)
    {
        var isAboutOrder = !first.IsAboutAccounts && first.Kind is not (EventKind.InstrumentDefined or EventKind.InstrumentRulesSet or EventKind.OrderRejected or EventKind.CommandRejected);
        if (!isAboutOrder || views.Orders.Find(first.OrderId) is not { } order)
            return;
        waiter.Order = order.Picture;
        if (first.Kind == EventKind.OrderDuplicate)
            order.CopyFills(waiter.FormerFills = []);
    }

    private int AnswerQuestions()
    {
        if (_openCommand != 0)
            return 0;
        var answered = 0;
        while (answered < QuestionsPerBatch && _questions.TryDequeue(out var question))
        {
            question.Answer(views);
            answered++;
        }

        return answered;
    }

    private sealed class Question<T>(Func<ExchangeViews, T> ask) : IQuestion
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _answer.Task;

        public void Answer(ExchangeViews views)
        {
            try
            {
                _answer.TrySetResult(ask(views));
            }
#pragma warning disable CA1031 // Whatever a question throws belongs to its asker, never to the fan-out.
            catch (Exception problem)
#pragma warning restore CA1031
            {
                _answer.TrySetException(problem);
            }
        }

        public void Refuse() => _answer.TrySetCanceled();
    }
}
