using System.Globalization;

namespace Rialto.Gateways.Compliance;

/// <summary>
/// Looks names of applications up, so many at once: each costs a look at every name of the list. With another list than before all applications that were not rejected are looked up again, one after
/// the other beside everything else (<see cref="Start"/>); whoever would decide without a person has its customer's looked up first. Any thread.
/// </summary>
internal sealed class NameScreening : IDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly SanctionsCheck _check;
    private readonly string _list;
    private readonly KycStore _store;
    private readonly CaseBook _cases;
    private readonly SemaphoreSlim _places;
    private readonly SemaphoreSlim _again = new(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _done;
    private long _failed;

    /// <param name="check">Looks a name up; may be called so many times at once.</param>
    /// <param name="list">Version of the list.</param>
    /// <param name="store">Where applications lie.</param>
    /// <param name="cases">Where it is written down what was found.</param>
    /// <param name="most">How many names may be looked up at once.</param>
    public NameScreening(SanctionsCheck check, string list, KycStore store, CaseBook cases, int most) =>
        (_check, _list, _store, _cases, _places) = (check, list, store, cases, new SemaphoreSlim(most, most));

    /// <summary>Names looked up since the process began.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Names that could not be looked up again; they stay with <see cref="Remaining"/>.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Applications whose names are still to be looked up in this list.</summary>
    public int Remaining => _store.NotScreenedBy(_list).Count;

    /// <summary>Begins to look up again what was looked up in another list.</summary>
    public void Start() => _running = Task.Run(PassAsync);

    /// <summary>What is like the name, as applications keep it.</summary>
    public async ValueTask<IReadOnlyList<string>> HitsOfAsync(KycApplication one, CancellationToken cancellationToken) =>
        [.. (await LookUpAsync(one, cancellationToken).ConfigureAwait(false)).Select(hit => hit.ToString())];

    /// <summary>Done once every name of this customer that matters was looked up in the present list.</summary>
    public async ValueTask CatchUpAsync(int customer, CancellationToken cancellationToken)
    {
        foreach (var known in _store.NotScreenedBy(_list).Where(one => one.Customer == customer))
            await ScreenAgainAsync(known.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops; what was not looked up is looked up after the next start.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (!_running.Wait(StopPatience))
            return;
        _stop.Dispose();
        _places.Dispose();
        _again.Dispose();
    }

    /// <summary>In a sentence: what was found.</summary>
    public static string SentenceOf(IReadOnlyList<string> hits)
    {
        var like = hits.Where(hit => hit != SanctionHit.NotInFull.ToString()).ToList();
        var isWhole = like.Count == hits.Count;
        return like.Count == 0 ? "the name cannot be compared with the sanctions list in full"
            : $"the name is like {string.Join(", ", like)} of the sanctions list{(isWhole ? string.Empty : ", and cannot be compared in full")}";
    }

    private async Task PassAsync()
    {
        foreach (var known in _store.NotScreenedBy(_list))
        {
            try
            {
                await ScreenAgainAsync(known.Id, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // One name that cannot be looked up must not keep the others from it; it is counted, and no machine decides about it.
            catch (Exception)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref _failed);
            }
        }
    }

    // Cases first: a crash in between means another note, never a missing one.
    private async Task ScreenAgainAsync(long id, CancellationToken cancellationToken)
    {
        await _again.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_store.Find(id) is not { } known || known.ScreenedBy == _list)
                return;
            var hits = await LookUpAsync(known, cancellationToken).ConfigureAwait(false);
            var found = hits.Where(hit => !known.SanctionHits.Any(hit.IsToldBy)).Select(hit => hit.ToString()).ToList();
            if (found.Count > 0)
                Tell(known, found);
            _store.Update(id, before => before with { ScreenedBy = _list, SanctionHits = [.. before.SanctionHits, .. found] });
        }
        finally
        {
            _again.Release();
        }
    }

    private void Tell(KycApplication known, IReadOnlyList<string> found)
    {
        var id = known.Id.ToString(CultureInfo.InvariantCulture);
        var title = $"Application {id}: looked up again, {SentenceOf(found)}";
        var (one, isNew) = _cases.Add($"sanctions-{id}", CaseKind.Sanctions, [known.Customer], title, ComplianceDesk.Exchange);
        if (isNew)
            return;
        if (one.Status == CaseStatus.Closed)
            _cases.Do(one.Id, CaseAction.Reopened, string.Empty, ComplianceDesk.Exchange);
        _cases.Do(one.Id, CaseAction.Noted, title, ComplianceDesk.Exchange);
    }

    private async ValueTask<IReadOnlyList<SanctionHit>> LookUpAsync(KycApplication one, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var hits = _check(one.Name, one.BirthDate?.Year);
            Interlocked.Increment(ref _done);
            return hits;
        }
        finally
        {
            _places.Release();
        }
    }
}
