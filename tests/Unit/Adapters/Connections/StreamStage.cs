using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters.Connections;

/// <summary>A stream of pretended Bybit, whose outlets are read ten times a second.</summary>
internal sealed class StreamStage : IAsyncDisposable
{
    private readonly ITimer _reading;

    public StreamStage(VirtualTime time, int symbols, FeedStreamOptions? options = null, Func<VenueTerms, VenueTerms>? terms = null, Action<PretendedBybit>? venue = null, Func<FeedOutlet>? outlet = null)
    {
        Time = time;
        Venue = new PretendedBybit(time);
        venue?.Invoke(Venue);
        Symbols = [.. Enumerable.Range(1, symbols).Select(i => $"S{i}USDT")];
        Listings = TestListings.Of(FeedVenue.BybitSpot, 1_024, [.. Symbols.Select(symbol => (symbol, 0, 0))]);
        Assert.True(VenueRegistry.TryFind("bybit", out var known));
        Rest = new PretendedRest(time, _ => new RestAnswer(404, default, TimeSpan.Zero, "nothing there"));
        Stream = new FeedStream(
            terms?.Invoke(known) ?? known, Listings, [.. Enumerable.Range(1, symbols).Select(id => new ListingId(id))],
            options ?? new FeedStreamOptions { Jitter = 0 }, Venue, Rest, () => Reader.Add(outlet?.Invoke() ?? new FeedOutlet(1_024)), time);
        _reading = time.CreateTimer(_ => Reads(), null, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
    }

    public VirtualTime Time { get; }

    public PretendedBybit Venue { get; }

    public PretendedRest Rest { get; }

    public ListingTable Listings { get; }

    public IReadOnlyList<string> Symbols { get; }

    public FeedStream Stream { get; }

    public OutletReader Reader { get; } = new();

    /// <summary>Nobody reads.</summary>
    public bool IsAsleep { get; set; }

    public LinkReport Link => Stream.Report()[0];

    public bool IsUp => Stream.Report().All(link => link.State == LinkState.Up);

    public Task UntilUpAsync() => Time.UntilAsync(() => IsUp, "every link up");

    /// <summary>The reader's books are the venue's, and trusted.</summary>
    public void Same()
    {
        for (var i = 0; i < Symbols.Count; i++)
        {
            Assert.Equal(Venue.Picture(Symbols[i]), Reader.Log.BookOf(new ListingId(i + 1)).Picture());
            Assert.Equal(BookTrust.Trusted, Reader.Log.StateOf(new ListingId(i + 1)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        Reader.Read();
        await _reading.DisposeAsync();
    }

    private void Reads()
    {
        if (!IsAsleep)
            Reader.Read();
    }
}
