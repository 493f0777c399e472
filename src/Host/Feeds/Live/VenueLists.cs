using Rialto.Adapters.Connections;

namespace Rialto.Host.Feeds.Live;

/// <summary>Follows the catalog of what venues trade: tells each venue's run when its list was read, for the first time or again, and why it could not be.</summary>
internal sealed class VenueLists(ListingCatalog catalog, IReadOnlyList<VenueRun> venues, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly long[] _refreshes = new long[venues.Count];
    private Task _running = Task.CompletedTask;

    /// <summary>Begins to ask.</summary>
    public void Start() => _running = RunAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await catalog.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_glance, time);
        try
        {
            // What is waited for here is the first look at all venues; each is connected as soon as its own list is there.
            var first = catalog.StartAsync(_stop.Token);
            while (await timer.WaitForNextTickAsync(_stop.Token))
                Look();
            await first;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The role ends.
        }
    }

    private void Look()
    {
        var reports = catalog.Report();
        for (var i = 0; i < venues.Count; i++)
        {
            var report = reports[i];
            try
            {
                if (report.Refreshes != _refreshes[i])
                {
                    _refreshes[i] = report.Refreshes;
                    venues[i].OnListed(report.Problem);
                }
                else if (report.Failures > 0)
                {
                    venues[i].OnUnlisted(report.Problem);
                }
            }
            catch (Exception broken) when (broken is not OutOfMemoryException)
            {
                // One venue's fault must not keep the others' lists from being followed, and must be seen.
                venues[i].OnBroken(broken);
            }
        }
    }
}
