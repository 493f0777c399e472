using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Orders;

/// <summary>What the parts of an <see cref="OrderSession"/> share. Any thread.</summary>
internal sealed class SessionCore : IDisposable
{
    private long _requests;
    private long _refused;
    private long _unknown;
    private long _streamUps;
    private long _unreadable;
    private volatile string _problem = "";

    public SessionCore(OrderVenue venue, VenueCredentials credentials, ListingTable listings, OrderSessionOptions options, IAddressBudgets budgets, TimeProvider time, HttpMessageHandler? handler)
    {
        (Venue, Credentials, Options, Budgets, Time) = (venue, credentials, options, budgets, time);
        Context = new OrderContext(venue.Venue, listings, options.Desk, venue.Capabilities.ClientIds) { Account = credentials.Key, Memory = venue.Protocol.NewMemory() };
        Rest = new OrderRest(venue.Rest, options, time, handler);
        Tickets = new TicketKeeper(this);
        WeightKey = FormattableString.Invariant($"rest {venue.Rest.Authority} {venue.Budget.Period.TotalSeconds:0.###}s");

        // By the key's fingerprint: the file of budgets is no place for names of keys.
        var tag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credentials.Key)).AsSpan(0, 6));
        OrderKey = string.Create(CultureInfo.InvariantCulture, $"orders {venue.Rest.Authority} {tag}");
        if (venue.Protocol.NeedsRisingNumbers)
        {
            Numbers = new NonceSequence(time, options.NonceFolder.Length == 0 ? "" : Path.Combine(options.NonceFolder, string.Create(CultureInfo.InvariantCulture, $"nonce-{venue.Name}-{tag}")));
            Alone = new SemaphoreSlim(1);
        }

        Clock = new VenueTime(time, Numbers);
    }

    public OrderVenue Venue { get; }

    public OrderProtocol Protocol => Venue.Protocol;

    public VenueCredentials Credentials { get; }

    public OrderSessionOptions Options { get; }

    public OrderContext Context { get; }

    public IAddressBudgets Budgets { get; }

    public TimeProvider Time { get; }

    public VenueTime Clock { get; }

    /// <summary>Numbers that rise, for a venue that wants them.</summary>
    public NonceSequence? Numbers { get; }

    /// <summary>Held from a number to the venue's answer, so that none overtakes another; none where the venue does not mind.</summary>
    public SemaphoreSlim? Alone { get; }

    public OrderRest Rest { get; }

    public TicketKeeper Tickets { get; }

    public string WeightKey { get; }

    public string OrderKey { get; }

    public OrderSessionCounters Counters => new(
        Volatile.Read(ref _requests), Volatile.Read(ref _refused), Volatile.Read(ref _unknown), Volatile.Read(ref _streamUps), Volatile.Read(ref _unreadable), Clock.Offset, _problem);

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountUnknown() => Interlocked.Increment(ref _unknown);

    public void CountStreamUp() => Interlocked.Increment(ref _streamUps);

    public void CountUnreadable(string problem)
    {
        Interlocked.Increment(ref _unreadable);
        _problem = problem;
    }

    public void Note(string problem) => _problem = problem;

    public void Dispose()
    {
        Rest.Dispose();
        Tickets.Dispose();

        // Not the semaphore: a question that ends late still gives it back, and it holds nothing of the system.
    }
}
