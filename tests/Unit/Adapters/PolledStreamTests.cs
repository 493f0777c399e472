using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
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
