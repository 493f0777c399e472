using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Rialto.Unit.Adapters.Connections;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>A venue without a socket through the same stream as all others: asked at once, told, and said to be gone at the end.</summary>
public class PolledStreamTests
{
    private const string Answer = """{"markets":[{"id":2721,"contracts":[{"id":4390,"status":"Open","bestBuyYesCost":0.56,"bestBuyNoCost":0.46,"bestSellYesCost":0.54,"bestSellNoCost":0.44}],"timeStamp":"2020-08-20T12:16:12.3582699"}]}""";

    [Fact]
    public async Task Books_of_a_venue_without_a_socket_become_trusted_by_one_request_and_no_dialing()
    {
        Assert.True(VenueRegistry.TryFind("predictit", out var terms));
        var table = new ListingTable(8);
        Assert.Equal(DriftKind.None, terms.Protocol.DecodeListings(Encoding.UTF8.GetBytes(Answer), table));
        var (rest, outlet, told) = (new OneAnswer(), new FeedOutlet(), new List<FeedEvent>());
        await using (var stream = new FeedStream(terms, table, [new ListingId(1)], FeedStreamOptions.Default, new NoDialer(), rest, () => outlet, TimeProvider.System))
        {
            stream.Start();
            Assert.True(await ReadUntil(outlet, told, BookTrust.Trusted));
            Assert.Single(stream.Report());
        }

        Assert.True(await ReadUntil(outlet, told, BookTrust.Disconnected));
        Assert.Equal(["/api/marketdata/all/"], rest.Asked);
        Assert.Equal([54, 56], told.Where(told => told.Kind == FeedEventKind.Level).Select(told => told.Price.Units).Order());
    }

    /// <summary>Each answer holds all books: what is added later comes with it, and nobody is asked twice as often.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Listings_added_to_a_venue_without_a_socket_are_polled_with_the_others(bool isStarted) => VirtualTime.Run(async time =>
    {
        Assert.True(VenueRegistry.TryFind("predictit", out var terms));
        var table = new ListingTable(8);
        Assert.Equal(DriftKind.None, terms.Protocol.DecodeListings(Encoding.UTF8.GetBytes(Markets(time)), table));
        var (rest, reader) = (new PretendedRest(time, _ => PretendedRest.Body(Markets(time))), new OutletReader());
        await using var stream = new FeedStream(terms, table, [new ListingId(1)], new FeedStreamOptions { Jitter = 0 }, new NoDialer(), rest, () => reader.Add(new FeedOutlet(64)), time);
        if (isStarted)
        {
            stream.Start();
            await time.PassAsync(TimeSpan.FromSeconds(10));
            reader.Read();
            Assert.Equal((LinkState.Up, BookTrust.Trusted), (stream.Report()[0].State, reader.Log.StateOf(new ListingId(1))));
        }

        stream.Add([new ListingId(1), new ListingId(2)]);
        stream.Add([new ListingId(2), new ListingId(3)]);
        stream.Start();
        for (var minute = 0; minute < 10; minute++)
        {
            await time.PassAsync(TimeSpan.FromMinutes(1));
            reader.Read();
            reader.Read();
        }

        var link = Assert.Single(stream.Report());
        Assert.Equal((LinkState.Up, 3, 3, 0, ""), (link.State, link.Symbols.Count, link.Trusted, link.Reconnects, link.LastError));
        Assert.All(Enumerable.Range(1, 3), id => Assert.Equal(BookTrust.Trusted, reader.Log.StateOf(new ListingId(id))));
        Assert.Equal((isStarted ? 11 : 10, 1), (rest.Asked.Count, reader.Open));
        Assert.DoesNotContain(reader.Log.Changes, change => change.State is BookTrust.Disconnected or BookTrust.Stale);
        Assert.Equal(
            isStarted ? [ConnectionState.Up, ConnectionState.Down, ConnectionState.Up] : [ConnectionState.Up],
            reader.Events.Where(told => told.Kind == FeedEventKind.ConnectionChanged).Select(told => told.ConnectionState));
    });

    [Fact]
    public void A_venue_without_a_socket_that_cannot_be_reached_is_not_up() => VirtualTime.Run(async time =>
    {
        Assert.True(VenueRegistry.TryFind("predictit", out var terms));
        var table = new ListingTable(8);
        Assert.Equal(DriftKind.None, terms.Protocol.DecodeListings(Encoding.UTF8.GetBytes(Markets(time)), table));
        var isGone = true;
        var (rest, reader) = (new PretendedRest(time, _ => isGone ? new RestAnswer(0, default, TimeSpan.Zero, "nobody there") : PretendedRest.Body(Markets(time))), new OutletReader());
        await using var stream = new FeedStream(terms, table, [new ListingId(1)], new FeedStreamOptions { Jitter = 0 }, new NoDialer(), rest, () => reader.Add(new FeedOutlet(64)), time);
        stream.Start();
        await time.PassAsync(TimeSpan.FromMinutes(3));
        reader.Read();
        Assert.Equal((LinkState.Synchronizing, "/api/marketdata/all/: nobody there"), (stream.Report()[0].State, stream.Report()[0].LastError));
        Assert.DoesNotContain(reader.Events, told => told is { Kind: FeedEventKind.ConnectionChanged, ConnectionState: ConnectionState.Up });
        isGone = false;
        await time.PassAsync(TimeSpan.FromMinutes(5));
        reader.Read();
        Assert.Equal(LinkState.Up, stream.Report()[0].State);
        Assert.Contains(reader.Events, told => told is { Kind: FeedEventKind.ConnectionChanged, ConnectionState: ConnectionState.Up });
    });

    /// <summary>The answer as of now, with two contracts more.</summary>
    private static string Markets(VirtualTime time)
    {
        const string Contract = "{\"id\":4390,";
        var contracts = Answer[Answer.IndexOf(Contract, StringComparison.Ordinal)..Answer.IndexOf(']')];
        return Answer
            .Replace(contracts, string.Join(',', Enumerable.Range(4_390, 3).Select(id => contracts.Replace("4390", $"{id}", StringComparison.Ordinal))), StringComparison.Ordinal)
            .Replace("2020-08-20T12:16:12", time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static async Task<bool> ReadUntil(FeedOutlet outlet, List<FeedEvent> told, BookTrust state)
    {
        var some = new FeedEvent[64];
        var until = TimeProvider.System.GetUtcNow().AddSeconds(30);
        while (TimeProvider.System.GetUtcNow() < until)
        {
            var count = outlet.Read(some);
            told.AddRange(some[..count]);
            if (told.Any(told => told.Kind == FeedEventKind.BookStateChanged && told.State == state))
                return true;
            if (count == 0)
                await Task.Yield();
        }

        return false;
    }

    private sealed class NoDialer : ISocketDialer
    {
        public ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop) => throw new InvalidOperationException("dialed");
    }

    private sealed class OneAnswer : IRestSource
    {
        public List<string> Asked { get; } = [];

        public ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop)
        {
            Asked.Add(request.Path);
            return ValueTask.FromResult(new RestAnswer(200, Encoding.UTF8.GetBytes(Answer), TimeSpan.Zero, ""));
        }

        public void Dispose()
        {
        }
    }
}
