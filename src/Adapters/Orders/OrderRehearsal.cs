using System.Net;
using Rialto.Adapters.Connections;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Rings;

namespace Rialto.Adapters.Orders;

/// <summary>
/// Orders that nobody gets. The first order of a process takes milliseconds longer than the hundredth, because all that it passes is compiled at its first use and improved after some tens: so a session
/// of its own takes made-up orders, amendments and cancels along the whole way before the first real one.
/// <code>
/// requests ─> a session of its own: refusals · budgets of its own · encode · sign ─> HTTP client ─> memory, which refuses everything
/// </code>
/// None of it can reach a venue, for three reasons, each enough: the venue's addresses are replaced by a name that no name server may know (<c>.invalid</c>, RFC 2606 section 2), which also stands in
/// signatures that cover the host; the HTTP client gets memory where it would open a socket; the private stream's dialer refuses. Nothing of it counts: rings, budgets, numbers and counters are its own.
/// </summary>
public static class OrderRehearsal
{
    /// <summary>Where rehearsed orders would go, if anything went.</summary>
    public const string Host = "rehearsal.invalid";

    // .NET improves a method some 100 ms after nothing new was compiled, once it was called 30 times; code that was compiled ahead takes one step more (instrumented, then optimised).
    private const int Rounds = 4, Calls = 40, ListingsMax = 4, RingSlots = 1_024;

    // Far above what a desk gives its orders in its life, so that nobody takes one for another.
    private const long FirstOrder = 1L << 60;

    private static readonly TimeSpan _compiles = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(1);

    /// <summary>Rehearses orders at one venue.</summary>
    /// <param name="venue">Which; nothing of it is reached.</param>
    /// <param name="credentials">Signs, in memory; stays the caller's.</param>
    /// <param name="listings">What is traded; of each venue the first four are taken.</param>
    /// <param name="options">As the real session has them. Numbers that a venue wants to rise are not remembered, and no dead man's switch is set.</param>
    /// <param name="patience">Ends it after so long, wherever it is.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Requests that came to their end.</returns>
    /// <exception cref="IOException">There is no place for its budgets.</exception>
    public static async Task<int> RunAsync(OrderVenue venue, VenueCredentials credentials, ListingTable listings, OrderSessionOptions options, TimeSpan patience, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(venue);
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(options);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(patience);
        var folder = Directory.CreateTempSubdirectory("rialto-rehearsal-").FullName;
        using var memory = new SocketsHttpHandler
        {
            ConnectCallback = static (_, _) => ValueTask.FromResult<Stream>(new RehearsalStream()),
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
        };
        var (requests, reports) = (new SpscRing<OrderRequest>(RingSlots), new SpscRing<OrderReport>(RingSlots));
        var nowhere = venue with { Rest = new Uri("http://" + Host), Stream = new Uri("ws://" + Host), Budget = Plenty(venue.Budget), OrderBudget = Plenty(venue.OrderBudget) };
        try
        {
            var session = new OrderSession(
                nowhere, credentials, listings, options with { DeadMan = TimeSpan.Zero, IsAttended = null, NonceFolder = "", Route = VenueRoute.Standard }, requests, reports, new AddressGovernor(folder),
                null, memory, new NoDialer());
            await using (session.ConfigureAwait(false))
            {
                session.Start();
                return await WalkAsync(Requests(venue, listings), requests, reports, late.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> WalkAsync(List<OrderRequest> made, SpscRing<OrderRequest> requests, SpscRing<OrderReport> reports, CancellationToken stop)
    {
        var (asked, ended) = (0L, 0);
        try
        {
            for (var round = 0; round < Rounds && made.Count > 0; round++)
            {
                for (var call = 0; call < Calls; call++)
                {
                    var number = FirstOrder + asked++;
                    var open = 0;
                    foreach (var request in made)
                    {
                        if (requests.TryPublish(request with { Order = new DeskOrderId(number), NewOrder = request.NewOrder.IsNone ? DeskOrderId.None : new DeskOrderId(FirstOrder * 2 + number) }))
                            open++;
                    }

                    for (; open > 0; ended++, open--)
                    {
                        while (!HasEnded(reports))
                            await Task.Delay(_turn, stop).ConfigureAwait(false);
                    }
                }

                await Task.Delay(_compiles, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // What was not rehearsed is compiled when it is needed, as it always was.
        }

        return ended;
    }

    private static bool HasEnded(SpscRing<OrderReport> reports)
    {
        while (reports.TryTake(out var report))
        {
            if (report is { Kind: not OrderReportKind.Sent, Order.Value: >= FirstOrder })
                return true;
        }

        return false;
    }

    /// <summary>One of each kind and form that the venue has, for each listing: prices and quantities on the grid.</summary>
    private static List<OrderRequest> Requests(OrderVenue venue, ListingTable listings)
    {
        var (made, can, taken) = (new List<OrderRequest>(), venue.Capabilities, 0);
        for (var id = 1; id <= listings.Count && taken < ListingsMax; id++)
        {
            if (listings[new ListingId(id)] is not { } listing || listing.Venue != venue.Venue)
                continue;
            taken++;
            var (tick, lot) = (Math.Max(1, listing.Tick.Units), Math.Max(1, listing.Lot.Units));
            var half = listing.Kind == ListingKind.Outcome ? DecimalText.PowerOfTen(listing.PriceScale) / 2 : DecimalText.PowerOfTen(listing.PriceScale) * 100;
            var place = new OrderRequest
            {
                Kind = OrderRequestKind.Place,
                Venue = venue.Venue,
                Listing = listing.Id,
                Side = Side.Buy,
                Type = OrderType.Limit,
                TimeInForce = TimeInForce.Gtc,
                Price = new Price(Math.Max(tick, half / tick * tick)),
                Quantity = new Quantity(lot * 10),
            };
            made.Add(place with { Flags = can.CanPostOnly ? OrderRequestFlags.PostOnly : OrderRequestFlags.None });
            if (can.CanAmend)
                made.Add(place with { Kind = OrderRequestKind.Amend, NewOrder = new DeskOrderId(1), VenueOrder = VenueOrderId.Of("1234567890") });
            made.Add(place with { Kind = OrderRequestKind.Cancel, VenueOrder = VenueOrderId.Of("1234567890") });
            if (can.CanImmediateOrCancel)
                made.Add(place with { Side = Side.Sell, TimeInForce = TimeInForce.Ioc });
        }

        return made;
    }

    private static RateLimit Plenty(RateLimit limit) => limit.IsNone ? limit : new RateLimit(1_000_000, limit.Period);

    /// <summary>Reaches nothing.</summary>
    private sealed class NoDialer : ISocketDialer
    {
        public ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop) =>
            throw new VenueUnreachableException(DialStage.Settings, address, "a rehearsal reaches nobody");
    }
}
