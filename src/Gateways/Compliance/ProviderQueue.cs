using System.Globalization;

namespace Rialto.Gateways.Compliance;

/// <summary>
/// Tells the provider of applications, one at a time. What waits is a number, of applications that the store knows anyway; documents are read from the encrypted store when it is their application's
/// turn, so a slow provider costs no memory. Whether the provider has an application, or has refused it, stands with the application, so what could not be told is told after a restart, too; the
/// provider may hear of one twice, and knows it by its number.
/// <code>
/// submitted ──> those never asked, oldest first ──> provider has it
///                                                 ├ refuses it: a person decides; asked again when there is one more document
///                                                 └ fails: again after 5 s, 10 s, 20 s … 15 min, behind all that were never asked, for as long as nobody has decided
/// </code>
/// Any thread.
/// </summary>
internal sealed class ProviderQueue : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Turn> _waiting = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly IKycProvider _provider;
    private readonly KycStore _store;
    private readonly CaseBook _cases;
    private readonly TimeProvider _time;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private long _told;
    private long _failed;
    private long _refused;

    /// <param name="provider">Who is told.</param>
    /// <param name="store">Where applications lie.</param>
    /// <param name="cases">Where it is written down.</param>
    /// <param name="time">Wall clock.</param>
    public ProviderQueue(IKycProvider provider, KycStore store, CaseBook cases, TimeProvider time) => (_provider, _store, _cases, _time) = (provider, store, cases, time);

    /// <summary>How many wait, those that failed among them.</summary>
    public int Length
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>How long the oldest of them has waited.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            var now = _time.GetUtcNow();
            lock (_gate)
                return _waiting.Count == 0 ? TimeSpan.Zero : now - _waiting.Values.Min(turn => turn.Since);
        }
    }

    /// <summary>Times the provider took an application, since the process began.</summary>
    public long Told => Interlocked.Read(ref _told);

    /// <summary>Times it could not be told: no answer, or one that says nothing of the application.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Times it would not look at one.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How often in a row an application could not be told, and when it is tried again; null where it does not wait.</summary>
    public (int Failures, DateTimeOffset Due)? Of(long application)
    {
        lock (_gate)
            return _waiting.TryGetValue(application, out var turn) ? (turn.Failures, turn.Due) : null;
    }

    /// <summary>Begins, with what the provider was not told of before.</summary>
    public void Start()
    {
        foreach (var application in _store.Untold())
            Add(application);
        _running = Task.Run(RunAsync);
    }

    /// <summary>An application is there, or has one more document.</summary>
    public void Add(KycApplication application)
    {
        lock (_gate)
        {
            _waiting.TryAdd(application.Id, new Turn(_time.GetUtcNow(), _time.GetUtcNow(), 0));
            _news.TrySetResult();
        }
    }

    /// <summary>Stops; what is under way is given up, and told at the next start.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (_running.Wait(StopPatience))
            _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Task news;
            (long Id, TimeSpan Wait) next;
            lock (_gate)
            {
                _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                news = _news.Task;
                next = Next();
            }

            try
            {
                if (next.Wait > TimeSpan.Zero)
                    await PauseAsync(news, next.Wait).ConfigureAwait(false);
                else
                    await TellAsync(next.Id).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever is given up when it stops is told at the next start.
            catch (Exception) when (_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                return;
            }
        }
    }

    private async Task TellAsync(long id)
    {
        if (_store.Find(id) is not { IsUntold: true } application)
        {
            Leave(id, 0);
            return;
        }

        try
        {
            if (await RefusalOfAsync(application).ConfigureAwait(false) is { } refusal)
            {
                _store.Update(id, before => before with { RefusedDocuments = Math.Max(before.RefusedDocuments, application.Documents.Count) });
                Interlocked.Increment(ref _refused);
                _cases.Do(application.Case, CaseAction.Noted, $"The provider refuses it and is not asked again unless there is one more document: a person decides. {refusal}", ComplianceDesk.Exchange);
            }
            else
            {
                var failures = Of(id)?.Failures ?? 0;
                _store.Update(id, before => before with { ToldDocuments = Math.Max(before.ToldDocuments, application.Documents.Count) });
                Interlocked.Increment(ref _told);
                _cases.Do(application.Case, CaseAction.Noted, failures == 0 ? "The provider has it." : string.Create(CultureInfo.InvariantCulture, $"The provider has it, after {failures} failures."), ComplianceDesk.Exchange);
            }

            Leave(id, application.Documents.Count);
        }
#pragma warning disable CA1031 // Whatever goes wrong with one application, the others have their turn, and so has it again.
        catch (Exception problem) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _failed);
            if (Postpone(id) == 1)
                Note(application.Case, $"The provider could not be told, and is asked again until somebody decides: {problem.Message}");
        }
    }

    // Null where the provider has it.
    private async Task<string?> RefusalOfAsync(KycApplication application)
    {
        try
        {
            await _provider.SubmitAsync(application, document => _store.Read(application.Id, document) ?? throw new InvalidDataException($"Document {document} is not there."), _stop.Token).ConfigureAwait(false);
            return null;
        }
        catch (KycRefusedException refused)
        {
            return refused.Message;
        }
    }

    private void Note(long id, string text)
    {
        try
        {
            _cases.Do(id, CaseAction.Noted, text, ComplianceDesk.Exchange);
        }
#pragma warning disable CA1031 // A note is not worth the worker.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The case book has failed and tells everybody who asks it so. What was not told is told again.
        }
    }

    /// <summary>The one whose turn is next, and how long until then: however many failed, what was never asked goes first.</summary>
    private (long Id, TimeSpan Wait) Next()
    {
        var now = _time.GetUtcNow();
        var next = (Id: 0L, Wait: LongestWait);
        foreach (var (id, turn) in _waiting)
        {
            if (turn.Failures == 0)
                return (id, TimeSpan.Zero);
            if (turn.Due - now < next.Wait)
                next = (id, turn.Due - now);
        }

        return next;
    }

    private int Postpone(long id)
    {
        lock (_gate)
        {
            var turn = _waiting[id];
            var wait = FirstWait * Math.Pow(2, Math.Min(turn.Failures, 10));
            _waiting[id] = turn with { Failures = turn.Failures + 1, Due = _time.GetUtcNow() + (wait < LongestWait ? wait : LongestWait) };
            return turn.Failures + 1;
        }
    }

    // Unless one more document came meanwhile.
    private void Leave(long id, int told)
    {
        lock (_gate)
        {
            var (was, now) = (_waiting[id], _time.GetUtcNow());
            _waiting.Remove(id);
            if (_store.Find(id) is { IsUntold: true } more && more.Documents.Count > told)
                _waiting.Add(id, new Turn(was.Since, now, 0));
        }
    }

    private async Task PauseAsync(Task news, TimeSpan wait)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var due = Task.Delay(wait, _time, over.Token);
        if (await Task.WhenAny(news, due).ConfigureAwait(false) != due)
        {
            await over.CancelAsync().ConfigureAwait(false);
            return;
        }

        await due.ConfigureAwait(false);
    }

    private sealed record Turn(DateTimeOffset Since, DateTimeOffset Due, int Failures);
}
