using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>
/// Exchanges a link's socket for a new one without a gap: the new one dials and synchronizes beside the old, all its events held back; once its books are trusted the old is stopped, and what was held
/// back is told. Whatever fails meanwhile concerns the new one only, and is tried again later.
/// </summary>
internal sealed class LinkRotation(LinkWay way, SocketTerms kind, Func<IReadOnlyList<ListingId>> wanted, Func<CancellationToken, Task<IVenueSocket>> dial, Action<string> note)
{
    // No two links of a stream rotate at the same moment: a socket lives shorter by up to this share.
    private const double Spread = 0.1;

    private readonly Backoff _backoff = new(way.Options);
    private CancellationTokenSource? _dialingStop;
    private Task<IVenueSocket>? _dialing;
    private LinkRun? _next;
    private TimeSpan _limit;
    private volatile bool _isHastened;

    /// <summary>When it begins; no time where sockets are never exchanged.</summary>
    public TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

    /// <summary>True while a new socket is on its way.</summary>
    public bool IsUnderWay => _dialing is not null || _next is not null;

    /// <summary>True where a new socket is open.</summary>
    public bool IsReady => _next is { Running.IsCompleted: false };

    /// <summary>Other listings are wanted than the socket is for: it is exchanged as soon as may be. Any thread.</summary>
    public void Hasten() => _isHastened = true;

    /// <summary>A socket was opened: its time begins.</summary>
    public void Restart()
    {
        _isHastened = false;
        var age = way.Terms.RotateAfter;
        Due = age > TimeSpan.Zero && kind.Path.Length > 0 ? way.Elapsed + age * (1 - Spread * way.Options.Random()) : TimeSpan.MaxValue;
    }

    /// <summary>Does what there is to do by now.</summary>
    /// <param name="old">The run that is to be replaced.</param>
    /// <param name="stop">Stops a dial.</param>
    /// <returns>The run that has taken the old one's place; none where none has.</returns>
    public async Task<LinkRun?> StepAsync(LinkRun old, CancellationToken stop)
    {
        if (!IsUnderWay && _isHastened)
            (_isHastened, Due) = (false, way.Elapsed);
        if (!IsUnderWay && way.Elapsed >= Due)
        {
            _dialingStop = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _dialing = dial(_dialingStop.Token);
        }

        if (_dialing is { IsCompleted: true })
            await BeginAsync(_dialing, old);
        if (_next is null)
            return null;
        if (_next.Running.IsCompleted)
            await PutOffAsync($"the new socket: {await _next.Running}");
        else if (_next.IsWhole || (way.Elapsed >= _limit && _next.Trusted > 0 && HasAllOf(old)))
        {
            await old.StopAsync();
            old.Retire();
            return Follow(old);
        }
        else if (way.Elapsed >= _limit)
            await PutOffAsync("the new socket: its books did not become trusted in time");
        return null;
    }

    /// <summary>The old socket went, and its end was told: the new one takes its place as it is. Only where <see cref="IsReady"/>.</summary>
    public LinkRun TakeOver(LinkRun old)
    {
        old.Complete();
        return Follow(old);
    }

    /// <summary>Gives up what is under way.</summary>
    public async Task CancelAsync()
    {
        if (_dialing is not null)
        {
            _dialingStop!.Cancel();
            try
            {
                await (await _dialing).DisposeAsync();
            }
            catch (Exception failed) when (failed is not OutOfMemoryException)
            {
                // Nobody waits for this dial any more.
            }

            EndDialing();
        }

        await AbandonAsync();
    }

    private async Task BeginAsync(Task<IVenueSocket> dialed, LinkRun old)
    {
        EndDialing();
        try
        {
            var socket = await dialed;
            _next = new LinkRun(way, kind, wanted(), old);
            _next.Run(socket, note);
            _limit = way.Elapsed + Longest(_next.Listings.Count);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            await PutOffAsync($"the new socket: {LinkWay.Explain(failed)}");
        }
    }

    /// <summary>Where snapshots take their turn in the venue's budget, twice as long as it lets those of all books through; others want them, too.</summary>
    private TimeSpan Longest(int books)
    {
        var (rest, limit) = (way.Terms.RestTerms, way.Options.RotationLimit);
        if (!kind.HasBooks || kind.Protocol.Rules.Snapshot != SnapshotSource.Rest || rest.Budget.IsNone)
            return limit;
        var budget = rest.Budget.Period * (2.0 * books * rest.SnapshotWeight / rest.Budget.Count);
        return budget > limit ? budget : limit;
    }

    /// <summary>No book that the old socket has would be lost; how many there are says nothing of which.</summary>
    private bool HasAllOf(LinkRun old) => !old.TrustedBooks().Except(_next!.TrustedBooks()).Any();

    private LinkRun Follow(LinkRun old)
    {
        var next = _next!;
        _next = null;
        _backoff.Succeed();
        next.Outlet.Release(old.Outlet);
        return next;
    }

    private async Task PutOffAsync(string why)
    {
        note(why);
        Due = way.Elapsed + _backoff.Fail();
        await AbandonAsync();
    }

    private async Task AbandonAsync()
    {
        if (_next is null)
            return;
        await _next.StopAsync();
        _next.Abandon();
        _next = null;
    }

    private void EndDialing()
    {
        _dialing = null;
        _dialingStop?.Dispose();
        _dialingStop = null;
    }
}
