using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Recording;

/// <summary>Something that a recording needs is not there; the message says what to do.</summary>
internal sealed class RecordingRefusedException(string message) : Exception(message);

/// <summary>
/// Some venues' listings on their way into files: the lists of instruments are asked for, then a stream of each venue is kept up, and all of it passes the recorder. The streams' books tell whether
/// snapshots and subscriptions have to be asked for again, as they would for a trader; their events are recorded too where that is wanted, and thrown away where not.
/// </summary>
internal sealed class FeedRecording : IAsyncDisposable
{
    private const int ListingsMax = 400_000;

    // Each list goes into the files, and Binance's has 17 MB.
    private static readonly ListingCatalogOptions _lists = new() { RefreshEvery = TimeSpan.FromHours(1) };
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMilliseconds(20);

    private readonly CaptureRecorder? _recorder;
    private readonly EventRecorder? _events;
    private readonly TimeProvider _time;
    private readonly IAddressBudgets _budgets;
    private readonly ListingTable _listings = new(ListingsMax);
    private readonly List<IRestSource> _sources = [];
    private readonly List<FeedStream> _streams = [];
    private readonly Lock _gate = new();
    private readonly List<FeedOutlet> _outlets = [];
    private readonly FeedEvent[] _read = new FeedEvent[4_096];
    private readonly CancellationTokenSource _stopping = new();
    private ListingCatalog? _catalog;
    private long _conflatedBefore;
    private long _droppedBefore;
    private Task _reading = Task.CompletedTask;

    /// <summary>Makes one that has not begun.</summary>
    /// <param name="recorder">Writes frames and answers; disposed of by the caller, after this. None where only events are wanted.</param>
    /// <param name="events">How events are written; null where only frames are wanted.</param>
    /// <param name="budgets">What this address may ask.</param>
    /// <param name="time">The time.</param>
    /// <exception cref="IOException">The folder for events cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public FeedRecording(CaptureRecorder? recorder, EventRecorderOptions? events, IAddressBudgets budgets, TimeProvider time)
    {
        (_recorder, _budgets, _time) = (recorder, budgets, time);
        _events = events is null ? null : new EventRecorder(events, _listings, time);
    }

    /// <summary>What was done about events so far; null where none are recorded. Any thread.</summary>
    public EventRecorderReport? EventReport => _events?.Report();

    /// <summary>Events that newer ones took the place of, and trades that had no room, because the disk was too slow. Any thread.</summary>
    public (long Conflated, long TradesDropped) Behind
    {
        get
        {
            lock (_gate)
                return (_conflatedBefore + _outlets.Sum(outlet => outlet.Conflated), _droppedBefore + _outlets.Sum(outlet => outlet.TradesDropped));
        }
    }

    /// <summary>What one should know.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Some link came up, and something came over it. Any thread.</summary>
    public bool HasConnected => Report().Any(link => link.Frames > 0);

    /// <summary>How each link stands.</summary>
    public IEnumerable<LinkReport> Report() => _streams.SelectMany(stream => stream.Report());

    /// <summary>A venue as it is, or as a replay server plays it.</summary>
    /// <exception cref="RecordingRefusedException">No venue has the name.</exception>
    public static VenueTerms TermsOf(string name, Uri? server)
    {
        if (!VenueRegistry.TryFind(name, out var terms))
            throw new RecordingRefusedException($"No venue is called '{name}'. Known: {string.Join(", ", VenueRegistry.All.Select(known => known.Name))}.");
        if (server is null)
            return terms;
        var root = $"{server.Authority}{server.AbsolutePath.TrimEnd('/')}/{terms.Name}";
        var isSecure = server.Scheme == "https";
        return terms.With(new VenueSettings { WebSocket = new Uri($"{(isSecure ? "wss" : "ws")}://{root}"), Rest = new Uri($"{(isSecure ? "https" : "http")}://{root}") });
    }

    /// <summary>Asks for the lists, finds the symbols, and begins to connect.</summary>
    /// <param name="venues">Which venues.</param>
    /// <param name="symbols">Symbols, the venues' or ours; each is recorded at all the venues that have it.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RecordingRefusedException">A venue has no sockets or opens none to us, a list could not be had, or no venue has a symbol.</exception>
    public async Task StartAsync(IReadOnlyList<VenueTerms> venues, IReadOnlyList<string> symbols, CancellationToken stop)
    {
        foreach (var terms in venues)
            Admit(terms);
        symbols = [.. symbols.Distinct(StringComparer.OrdinalIgnoreCase)];
        var lists = venues.Select(terms => new CatalogVenue(terms, RestOf(terms))).ToArray();
        _catalog = new ListingCatalog(_listings, lists, _lists, _time);
        await _catalog.StartAsync(stop);
        if (_catalog.Report().FirstOrDefault(list => !list.IsRead) is { } unread)
            throw new RecordingRefusedException($"The instruments of {unread.Name} could not be had: {unread.Problem}");
        var missing = symbols.ToDictionary(symbol => symbol, _ => "", StringComparer.OrdinalIgnoreCase);
        var plan = new List<(CatalogVenue Venue, List<ListingId> Wanted)>();
        foreach (var venue in lists)
        {
            var wanted = new List<ListingId>();
            foreach (var symbol in symbols)
            {
                if (_catalog.TryFind(venue.Terms.Venue, symbol, out var listing, out var problem))
                {
                    missing.Remove(symbol);
                    if (!wanted.Contains(listing.Id))
                        wanted.Add(listing.Id);
                }
                else
                {
                    Remarks.Add($"{venue.Terms.Name}: {problem}");
                    if (missing.ContainsKey(symbol))
                        missing[symbol] = problem;
                }
            }

            if (wanted.Count > 0)
                plan.Add((venue, wanted));
        }

        if (missing.Count > 0)
            throw new RecordingRefusedException($"No venue named has {string.Join(' ', missing.Keys)}. {missing.Values.First()}");
        var connections = 0;
        foreach (var ((terms, rest), wanted) in plan)
        {
            var options = FeedStreamOptions.Default with { NextConnection = () => Interlocked.Increment(ref connections), Budgets = _budgets };
            ISocketDialer dialer = new SocketDialer(SocketDialerOptions.For(terms), _time);
            if (_recorder is not null)
                dialer = new RecordingDialer(dialer, _recorder, terms.Name, terms.Protocol.SendsSecrets);
            _streams.Add(new FeedStream(terms, _listings, wanted, options, dialer, rest, NewOutlet, _time));
        }

        foreach (var listing in plan.SelectMany(entry => entry.Wanted))
        {
            while (_events?.TryIntroduce(listing) == false)
                await Task.Delay(ReadEvery, _time, stop);
        }

        _reading = ReadAsync();
        foreach (var stream in _streams)
            stream.Start();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams)
            await stream.DisposeAsync();
        if (_catalog is not null)
            await _catalog.DisposeAsync();
        _events?.EndSoon();
        await _stopping.CancelAsync();
        await _reading;
        if (_events is not null)
            await _events.DisposeAsync();
        foreach (var source in _sources)
            source.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Refuses a venue of which nothing would ever come.</summary>
    private static void Admit(VenueTerms terms)
    {
        if (terms.IsPolled)
            throw new RecordingRefusedException($"{terms.Name} has no sockets and is asked again and again instead; nothing replays such answers, so it is not recorded.");
        if (terms.KeyProblem.Length > 0)
            throw new RecordingRefusedException($"{terms.KeyProblem}; this command takes none: record it by rialto feed, with Feeds:Record and the venue's key in the configuration.");
    }

    private IRestSource RestOf(VenueTerms terms)
    {
        IRestSource rest = new VenueRest(terms, new VenueRestOptions(), _budgets, _time);
        if (_recorder is not null)
            rest = new RecordingRest(rest, _recorder, terms.Name, terms.RestAddressOf);
        _sources.Add(rest);
        return rest;
    }

    private FeedOutlet NewOutlet()
    {
        var outlet = new FeedOutlet();
        lock (_gate)
            _outlets.Add(outlet);
        return outlet;
    }

    private async Task ReadAsync()
    {
        using var timer = new PeriodicTimer(ReadEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                await ReadAllAsync();
        }
        catch (OperationCanceledException)
        {
            // The streams have ended.
        }

        await ReadAllAsync();
    }

    private async Task ReadAllAsync()
    {
        FeedOutlet[] outlets;
        lock (_gate)
        {
            foreach (var outlet in _outlets.Where(outlet => outlet.IsFinished))
                (_conflatedBefore, _droppedBefore) = (_conflatedBefore + outlet.Conflated, _droppedBefore + outlet.TradesDropped);
            _outlets.RemoveAll(outlet => outlet.IsFinished);
            outlets = [.. _outlets];
        }

        foreach (var outlet in outlets)
        {
            // To its end, so that nothing stands between the parts of a frame.
            for (int count; (count = outlet.Read(_read)) > 0;)
            {
                for (var i = 0; i < count && _events is not null; i++)
                {
                    while (!_events.TryAdd(in _read[i]))
                        await Task.Delay(ReadEvery, _time);
                }
            }
        }

        _events?.OnClock();
    }
}
