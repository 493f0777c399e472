using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Unit.Adapters;
using Rialto.Unit.Adapters.Connections;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>Runs a stream, with the real dialer and REST, against a replay: socket after socket, as many as were recorded, all listings on one at a time; its outlet is read by a thread of its own.</summary>
internal sealed class ConnectionsReplay(ReplayServer server, string venue, IVenueProtocol protocol, ListingTable listings)
{
    private readonly OutletReader _reader = new(512) { IsBrief = true };

    /// <summary>Lists of instruments beyond those that the adapter asks for.</summary>
    public IReadOnlyList<string> FurtherLists { get; init; } = [];

    public IReadOnlyList<LinkReport> Report { get; private set; } = [];

    public FeedLog Log => _reader.Log;

    public long Sum(Func<FeedCounters, long> counter) => Report.Sum(link => counter(link.Counters));

    /// <summary>Reads the venue's lists first, where the test says so.</summary>
    public async Task<ConnectionsReplay> RunAsync(int sockets, bool lists, CancellationToken stop)
    {
        var terms = Terms();
        var budgets = new ProcessBudgets();
        using var rest = new AskedBooks(new VenueRest(terms, new VenueRestOptions(), budgets, TimeProvider.System));
        if (lists)
        {
            foreach (var path in protocol.ListingsPaths.Concat(FurtherLists))
            {
                var answer = await rest.GetAsync(new RestRequest(path, terms.RestTerms.ListingsWeight, RestPriority.Listings), stop);
                Assert.True(answer.IsGood, answer.Problem);
                protocol.DecodeListings(answer.Body.Span, listings);
            }
        }

        var dialer = new CountedDialer(new SocketDialer(SocketDialerOptions.For(terms)), rest, sockets);
        var options = new FeedStreamOptions { Jitter = 0, BackoffFirst = TimeSpan.FromMilliseconds(1), BackoffMax = TimeSpan.FromMilliseconds(1), BreakerFailures = sockets + 1, Budgets = budgets };
        await using (var stream = new FeedStream(terms, listings, Recorded(), options, dialer, rest, () => _reader.Add(new FeedOutlet()), TimeProvider.System))
        {
            stream.Start();
            var reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await dialer.Done.WaitAsync(TimeSpan.FromMinutes(3), stop);
            await stream.DisposeAsync();
            await reading.WaitAsync(TimeSpan.FromSeconds(30), stop);
            Report = stream.Report();
        }

        return this;
    }

    public string Describe() =>
        $"frames {Sum(c => c.Frames)} updates {Sum(c => c.BookUpdates)} snapshots {Sum(c => c.Snapshots)} levels {Sum(c => c.Levels)} trades {Sum(c => c.Trades)} seq {Sum(c => c.SequencesPassed)} "
        + $"crc {Sum(c => c.ChecksumsPassed)} repairs {Sum(c => c.Repairs)} drifts {Sum(c => c.DriftsTotal)} crossed {Log.CrossedFrames} conflated {Report.Sum(link => link.Outlet.Conflated)} error {Report[0].LastError}";

    private VenueTerms Terms()
    {
        Assert.True(VenueRegistry.TryFind(venue, out var known));
        var socket = server.Url.Replace("http:", "ws:", StringComparison.Ordinal);
        return known with
        {
            WebSocket = new Uri($"{socket}/{venue}"),
            Rest = new Uri($"{server.Url}/{venue}"),
            Sockets = [new SocketTerms(protocol)],
            SymbolsPerSocket = 1_000,
            NeedsSigning = false,
            ConnectionsMax = 0,
        };
    }

    private ListingId[] Recorded()
    {
        var symbols = server.Recording.Connections.Where(connection => connection.Venue == protocol.Venue)
            .SelectMany(connection => connection.Topics.All.Keys).Select(topic => topic.Symbol).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Enumerable.Range(1, listings.Count).Select(id => new ListingId(id)).Where(id => listings[id].Venue == protocol.Venue && symbols.Contains(listings[id].VenueSymbol))];
    }

    private void Read()
    {
        while (_reader.Open > 0)
        {
            if (_reader.Read() == 0)
                Thread.Yield();
        }
    }

    /// <summary>Dials so many times and no more.</summary>
    private sealed class CountedDialer(ISocketDialer dialer, AskedBooks asked, int dials) : ISocketDialer
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task Done => _done.Task;

        public async ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop)
        {
            if (_count++ < dials)
                return asked.Behind(await dialer.DialAsync(address, stop));
            _done.TrySetResult();
            throw new VenueUnreachableException(DialStage.Connect, address, "the recording is over");
        }
    }
}
