using System.Collections.Concurrent;
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
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly CaptureRecorder? _recorder;
    private readonly EventRecorder? _events;
    private readonly TimeProvider _time;
    private readonly IAddressBudgets _budgets;
    private readonly VenueRoute _route;
    private readonly Dictionary<string, ISocketDialer> _dialers = [];
    private readonly ListingTable _listings = new(ListingsMax);
    private readonly List<IRestSource> _sources = [];
    private readonly Dictionary<string, string> _missing = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _remarks = [];
    private readonly ConcurrentQueue<ListingId> _introduced = [];
    private readonly Lock _gate = new();
    private readonly List<FeedOutlet> _outlets = [];
    private readonly FeedEvent[] _read = new FeedEvent[4_096];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private volatile FeedStream[] _streams = [];
    private string[] _symbols = [];
    private int _connections;
    private ListingCatalog? _catalog;
    private long _conflatedBefore;
    private long _droppedBefore;
    private Task _reading = Task.CompletedTask;
    private Task _following = Task.CompletedTask;

    /// <summary>Makes one that has not begun.</summary>
    /// <param name="recorder">Writes frames and answers; disposed of by the caller, after this. None where only events are wanted.</param>
    /// <param name="events">How events are written; null where only frames are wanted.</param>
    /// <param name="route">The way to all venues.</param>
    /// <param name="budgets">What this address may ask.</param>
    /// <param name="time">The time.</param>
    /// <exception cref="IOException">The folder for events cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public FeedRecording(CaptureRecorder? recorder, EventRecorderOptions? events, VenueRoute route, IAddressBudgets budgets, TimeProvider time)
    {
        (_recorder, _route, _budgets, _time) = (recorder, route, budgets, time);
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

    /// <summary>Takes what one should know and was not taken before. Any thread.</summary>
    public IReadOnlyList<string> TakeRemarks()
    {
        lock (_gate)
        {
            string[] remarks = [.. _remarks];
            _remarks.Clear();
            return remarks;
        }
    }

    /// <summary>Venues whose list could not be had yet, and why. Any thread, after the start.</summary>
    public IEnumerable<string> Unlisted => _catalog!.Report().Where(list => !list.IsRead).Select(list => $"{list.Name}: {list.Problem}");

    /// <summary>Some link came up, and something came over it. Any thread.</summary>
    public bool HasConnected => Report().Any(link => link.Frames > 0);

    /// <summary>How each link stands.</summary>
    public IEnumerable<LinkReport> Report() => _streams.SelectMany(stream => stream.Report());

    /// <summary>A venue as it is or as it was set, or as a replay server plays it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="server">Stands for all venues; null for none.</param>
    /// <param name="set">Venues with what was set about them.</param>
    /// <exception cref="RecordingRefusedException">No venue has the name.</exception>
    public static VenueTerms TermsOf(string name, Uri? server, IReadOnlyList<VenueTerms>? set = null)
    {
        if (!VenueRegistry.TryFind(name, out var terms))
            throw new RecordingRefusedException($"No venue is called '{name}'. Known: {string.Join(", ", VenueRegistry.All.Select(known => known.Name))}.");
        terms = set?.FirstOrDefault(other => other.Venue == terms.Venue) ?? terms;
        if (server is null)
            return terms;
        var root = $"{server.Authority}{server.AbsolutePath.TrimEnd('/')}/{terms.Name}";
        var isSecure = server.Scheme == "https";
        return (terms with { IsPlayed = true }).With(new VenueSettings { WebSocket = terms.IsPolled ? null : new Uri($"{(isSecure ? "wss" : "ws")}://{root}"), Rest = new Uri($"{(isSecure ? "https" : "http")}://{root}") });
    }

    /// <summary>
    /// Asks for the lists, finds the symbols, and begins to connect. A venue whose list cannot be had is asked again, with waits that grow, and connected once it can: the others are not held up.
    /// </summary>
    /// <param name="venues">Which venues.</param>
    /// <param name="symbols">Symbols, the venues' or ours; each is recorded at all the venues that have it.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RecordingRefusedException">A venue opens no socket to us, or all lists were read and no venue has a symbol.</exception>
    public async Task StartAsync(IReadOnlyList<VenueTerms> venues, IReadOnlyList<string> symbols, CancellationToken stop)
    {
        foreach (var terms in venues)
            Admit(terms);
        foreach (var symbol in symbols)
            _missing.TryAdd(symbol, "");
        _symbols = [.. _missing.Keys];
        CatalogVenue[] lists = [.. venues.Select(terms => new CatalogVenue(terms, RestOf(terms)))];
        _catalog = new ListingCatalog(_listings, lists, _lists, _time);
        await _catalog.StartAsync(stop);
        var plan = lists.Where(IsListed).Select(venue => (Venue: venue, Wanted: Find(venue))).ToArray();
        CatalogVenue[] unread = [.. lists.Where(venue => !IsListed(venue))];
        if (unread.Length == 0 && _missing.Count > 0)
            throw new RecordingRefusedException($"No venue named has {string.Join(' ', _missing.Keys)}. {_missing.Values.First()}");
        foreach (var (venue, wanted) in plan)
        {
            if (!TryConnect(venue, wanted, out var problem))
                throw new RecordingRefusedException(problem);
        }

        foreach (var name in unread.Select(venue => venue.Terms.Name))
            Remark($"{name}: its list of instruments could not be had and is asked for again: {ProblemOf(name)}");
        _reading = ReadAsync();
        _following = FollowAsync(unread);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _following;
        foreach (var stream in _streams)
            await stream.DisposeAsync();
        if (_catalog is not null)
            await _catalog.DisposeAsync();
        _events?.EndSoon();
        await _ending.CancelAsync();
        await _reading;
        if (_events is not null)
            await _events.DisposeAsync();
        foreach (var source in _sources)
            source.Dispose();
        _stopping.Dispose();
        _ending.Dispose();
    }

    private bool IsListed(CatalogVenue venue) => _catalog!.Report().First(list => list.Name == venue.Terms.Name).IsRead;

    private string ProblemOf(string venue) => _catalog!.Report().First(list => list.Name == venue).Problem;

    /// <summary>The venue's listings among what is wanted.</summary>
    private List<ListingId> Find(CatalogVenue venue)
    {
        var wanted = new List<ListingId>();
        foreach (var symbol in _symbols)
        {
            if (_catalog!.TryFind(venue.Terms.Venue, symbol, out var listing, out var problem))
            {
                _missing.Remove(symbol);
                if (!wanted.Contains(listing.Id))
                    wanted.Add(listing.Id);
                continue;
            }

            Remark($"{venue.Terms.Name}: {problem}");
            if (_missing.ContainsKey(symbol))
                _missing[symbol] = problem;
        }

        return wanted;
    }

    /// <summary>Says no where the venue takes fewer sockets than so many symbols need.</summary>
    private bool TryConnect(CatalogVenue venue, List<ListingId> wanted, out string problem)
    {
        problem = "";
        try
        {
            Connect(venue, wanted);
            return true;
        }
        catch (ArgumentException tooMany)
        {
            problem = $"{venue.Terms.Name}: {tooMany.Message}";
            return false;
        }
    }

    private void Connect(CatalogVenue venue, List<ListingId> wanted)
    {
        if (wanted.Count == 0)
            return;
        foreach (var listing in wanted)
            _introduced.Enqueue(listing);
        var (terms, rest) = venue;
        var options = FeedStreamOptions.Default with { NextConnection = () => Interlocked.Increment(ref _connections), Budgets = _budgets };
        var dialer = _dialers[terms.Name];
        if (_recorder is not null)
            dialer = new RecordingDialer(dialer, _recorder, terms.Name, terms.Protocol.SendsSecrets);
        var stream = new FeedStream(terms, _listings, wanted, options, dialer, rest, NewOutlet, _time);
        _streams = [.. _streams, stream];
        stream.Start();
    }

    /// <summary>Connects what could not be listed at the start, each venue once its list is there.</summary>
    private async Task FollowAsync(CatalogVenue[] unread)
    {
        using var timer = new PeriodicTimer(LookEvery, _time);
        try
        {
            while (unread.Length > 0 && await timer.WaitForNextTickAsync(_stopping.Token))
            {
                foreach (var venue in unread.Where(IsListed))
                {
                    Remark($"{venue.Terms.Name}: its list of instruments is there");
                    if (!TryConnect(venue, Find(venue), out var problem))
                        Remark(problem);
                }

                unread = [.. unread.Where(venue => !IsListed(venue))];
                if (unread.Length == 0 && _missing.Count > 0)
                    Remark($"no venue named has {string.Join(' ', _missing.Keys)}");
            }
        }
        catch (OperationCanceledException)
        {
            // The recording ends.
        }
    }

    private void Remark(string text)
    {
        lock (_gate)
            _remarks.Add(text);
    }

    /// <summary>Refuses a venue of which nothing would ever come.</summary>
    private static void Admit(VenueTerms terms)
    {
        if (terms.KeyProblem.Length > 0)
            throw new RecordingRefusedException($"{terms.KeyProblem}; give it in the configuration (--config), as rialto feed takes it.");
    }

    private IRestSource RestOf(VenueTerms terms)
    {
        var (rest, dialer) = VenueDoors.Of(terms, _route, _budgets, _time);
        _dialers[terms.Name] = dialer;
        if (_recorder is not null)
            rest = new RecordingRest(rest, _recorder, terms.Name, terms.RecordedAddressOf);
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
            while (await timer.WaitForNextTickAsync(_ending.Token))
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
        while (_introduced.TryDequeue(out var listing))
        {
            while (_events?.TryIntroduce(listing) == false)
                await Task.Delay(ReadEvery, _time);
        }

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
