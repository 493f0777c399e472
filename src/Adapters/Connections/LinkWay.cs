using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Connections;

/// <summary>What all links of one stream share.</summary>
internal sealed class LinkWay(VenueTerms terms, ListingTable listings, FeedStreamOptions options, ISocketDialer dialer, IRestSource rest, Func<FeedOutlet> outlet, TimeProvider time)
{
    // Others may have been faster each time.
    private static readonly TimeSpan _waitLeast = TimeSpan.FromMilliseconds(10);

    private readonly long _start = time.GetTimestamp();
    private int _connections;

    public VenueTerms Terms => terms;

    public ListingTable Listings => listings;

    public FeedStreamOptions Options => options;

    public ISocketDialer Dialer => dialer;

    public IRestSource Rest => rest;

    public TimeProvider Time => time;

    /// <summary>When the next dial may be made.</summary>
    public RatePacer Dials { get; } = new([terms.ConnectRate]);

    /// <summary>When the next snapshot may be asked for: at once, but where the venue asked us to wait. The budget is the REST source's.</summary>
    public RatePacer Rests { get; } = new();

    /// <summary>Time since the stream was made; never goes back.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>The time for events and reports.</summary>
    public Timestamp Now => Timestamp.FromDateTimeUtc(time.GetUtcNow().UtcDateTime);

    /// <summary>A new outlet.</summary>
    public FeedOutlet Outlet() => outlet();

    /// <summary>A number for a new connection.</summary>
    public int NextConnection() => options.NextConnection?.Invoke() ?? Interlocked.Increment(ref _connections);

    /// <summary>Waits until a dial may be made: by this stream, and by all that share the address. Where the venue asks to be left alone meanwhile, a new place is taken behind that.</summary>
    /// <param name="onWait">Told how long it waits.</param>
    /// <param name="stop">Gives up.</param>
    public async Task TurnToDialAsync(Action<TimeSpan> onWait, CancellationToken stop)
    {
        while (true)
        {
            var pauses = Dials.Pauses;
            await WaitAsync(Dials.Take(Elapsed));
            while (Dials.Pauses == pauses)
            {
                if (options.Budgets is not { } budgets || budgets.TryTake($"connect {terms.WebSocket.Authority}", terms.ConnectRate, 1, out var wait))
                    return;
                await WaitAsync(wait > _waitLeast ? wait : _waitLeast);
            }
        }

        async Task WaitAsync(TimeSpan wait)
        {
            if (wait <= TimeSpan.Zero)
                return;
            onWait(wait);
            await Task.Delay(wait, time, stop);
        }
    }

    /// <summary>What a dial's failure is called in a report.</summary>
    public static string Explain(Exception failed) => failed is VenueUnreachableException or OperationCanceledException ? failed.Message : Broken(failed);

    /// <summary>What an error of our own is called in a report.</summary>
    public static string Broken(Exception broken) => $"an error of Rialto's own, please report it: {broken.GetType().Name}: {broken.Message}";
}
