using Microsoft.Extensions.Logging;
using Rialto.Adapters.Connections;
using Rialto.Gateways;
using Rialto.Gateways.Multicast;
using Rialto.Host.Config;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Host.Feeds.Live.Play;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Host.Feeds.Recording;
using Rialto.Host.Tools;
using Rialto.Model.Feeds;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Feeds.Live;

/// <summary>
/// The feed role: every venue asked for, connected and kept connected, read by one hub, told to whoever is to have it. Started once; whoever disposes it gets connections closed and rings
/// ended in good order.
/// </summary>
internal sealed partial class FeedRole : IAsyncDisposable
{
    // Numbers are not used again: where markets expire, a run of months needs many. 24 bytes each until they are used.
    private const int ListingsMax = 1 << 19;

    // Books of many symbols begin narrow, 8 KiB each, and become 64 KiB at most where their markets are busy so far from the best price.
    private const int WideBits = 12, NarrowBits = 9, BitsToGrow = 3;

    private readonly ListingTable _table;
    private readonly EventPlay? _play;
    private readonly List<VenueRun> _venues = [];
    private readonly List<IRestSource> _rests = [];
    private readonly ListingCatalog _catalog;
    private readonly VenueLists _lists;
    private readonly FeedHub _hub;
    private readonly SharedDistribution? _shared;
    private readonly MulticastDistribution? _multicast;
    private readonly EventDistribution? _events;
    private readonly CaptureRecorder? _recorder;
    private readonly string _recordFolder;
    private readonly FeedWatch _watch;

    /// <summary>Opens what leaves the process and makes everything else; nothing is asked of any venue yet.</summary>
    /// <exception cref="Runtime.Shared.SharedRingException">The rings cannot be made.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">A socket of multicast cannot be opened.</exception>
    /// <exception cref="IOException">The folder that processes share budgets in, or that of recordings, cannot be used.</exception>
    /// <param name="settings">Which venues, and what leaves the process.</param>
    /// <param name="logs">Where it says what happens.</param>
    /// <param name="time">The time.</param>
    /// <param name="play">Recorded events in the place of all venues; the role's from now on. Null: the venues of the settings.</param>
    public FeedRole(FeedSettings settings, ILoggerFactory logs, TimeProvider time, EventPlay? play = null)
    {
        (_play, _table) = (play, play?.Listings ?? new ListingTable(ListingsMax));
        var log = logs.CreateLogger<FeedRole>();
        var clock = Clock.System;
        var budgets = new AddressGovernor(settings.BudgetFolder, time);
        var bits = settings.Symbols.Contains(FeedSettings.AllSymbols) && !settings.IsLimited ? NarrowBits : WideBits;
        _shared = settings.Distribution.SharedFolder is { } folder ? new SharedDistribution(folder, settings.Distribution.SharedSlots, clock.UtcNanoseconds) { Played = play?.Folder } : null;
        try
        {
            _events = settings.RecordEventsFolder is { } recordings ? new EventDistribution(new EventRecorder(new EventRecorderOptions(recordings), _table, time)) : null;
            _multicast = settings.Distribution.Multicast is { } options ? new MulticastDistribution(new MulticastPublisher(options, _table, clock), options) : null;
        }
        catch
        {
            _shared?.Dispose();
            _events?.CloseAsync().AsTask().Wait();
            throw;
        }

        IFeedDistribution[] ways = [.. new IFeedDistribution?[] { play?.Clock, _shared, _multicast, _events }.OfType<IFeedDistribution>()];
        var core = new FeedCore(_table, new FeedCoreOptions(settings.HistoryEvents, bits, bits + BitsToGrow, play is null), play?.Clock ?? clock, new CurrencyBoard(_table, settings.Currency), ways);
        if (_shared is not null)
            _shared.BookOf = id => (core.BookOf(id), core.ReasonOf(id));
        if (_events is not null)
            _events.BookOf = id => (core.BookOf(id), core.ReasonOf(id));
        _hub = new FeedHub(core, play?.Clock ?? clock, settings.Idle, ways, (name, fault) => Faulted(log, name, fault), Distribution, clock);
        var numbers = 0;
        var stream = FeedStreamOptions.Default with
        {
            QuietNs = settings.QuietMs is { } quiet ? quiet * 1_000_000L : -1,
            NextConnection = () => Interlocked.Increment(ref numbers),
            Budgets = budgets,
        };
        _recordFolder = settings.RecordFolder ?? "";
        _recorder = settings.RecordFolder is { } record ? new CaptureRecorder(new RecorderOptions(record), time) : null;
        foreach (var terms in settings.Venues)
        {
            var (rest, dialer) = VenueDoors.Of(terms, settings.Route, budgets, time);
            if (_recorder is not null)
                (rest, dialer) = (new RecordingRest(rest, _recorder, terms.Name, terms.RecordedAddressOf), new RecordingDialer(dialer, _recorder, terms.Name, terms.Protocol.SendsSecrets));
            _rests.Add(rest);
            _venues.Add(new VenueRun(terms, settings, _table, _hub, stream, dialer, rest, time, log));
        }

        var every = TimeSpan.FromMinutes(settings.ListingsMinutes);
        _catalog = new ListingCatalog(_table, [.. settings.Venues.Zip(_rests, static (terms, rest) => new CatalogVenue(terms, rest))], new ListingCatalogOptions { RefreshEvery = every }, time);
        _lists = new VenueLists(_catalog, _venues, time);
        Alerts = new Alerts(time);
        Alerts.Changed += (alert, isRaised) => Changed(log, alert.Name, isRaised ? "raised" : "over", alert.Text);
        _watch = new FeedWatch(Alerts);
    }

    /// <summary>What there is to see.</summary>
    public IFeedViews Views => _hub;

    /// <summary>What a person should know of now.</summary>
    public Alerts Alerts { get; }

    /// <summary>Starts the hub, and asks the venues.</summary>
    public void Start()
    {
        _hub.Start();
        foreach (var venue in _venues)
            venue.Start(_catalog);
        _lists.Start();
        _play?.Start(_hub);
    }

    /// <summary>Looks at a view and at what leaves the process, and raises or clears alerts. Once a second.</summary>
    public void Watch(FeedView view)
    {
        var (recorded, events) = (_recorder?.Report(), _events?.Report);
        var recording = string.Join("; ", new[] { recorded?.Problem, events?.Problem }.Where(problem => !string.IsNullOrEmpty(problem)));
        var shared = _shared?.Problem ?? "";
        _hub.SetProblem("playing", _play?.Text);
        _hub.SetProblem("recording", recording.Length > 0 ? recording : null);
        _hub.SetProblem("shared memory", shared.Length > 0 ? shared : null);
        // Nobody is to be woken because yesterday's connection ended.
        _watch.Look(_play is null ? view : view with { Venues = [] }, recording, (recorded?.Lost ?? 0) + (events?.Lost ?? 0), shared);
    }

    /// <summary>The recording that is played is over; never where none is.</summary>
    public bool IsOver => _play is { IsOver: true };

    /// <summary>How it went, as an exit code: no venue was reached, or none has what was asked for; the recording is damaged.</summary>
    public int Outcome() =>
        _play is not null ? (_play.Problem.Length > 0 ? ExitCode.Failed : _play is { IsOver: true, HasListings: false } ? ExitCode.NotFound : ExitCode.Ok)
        : !_venues.Exists(venue => venue.IsListed) ? ExitCode.Unreachable
        : !_venues.Exists(venue => venue.HasSymbols) ? ExitCode.NotFound
        : _hub.Current.Venues.All(venue => venue.LinksUp == 0 && venue.Latency.Count == 0) ? ExitCode.Unreachable
        : ExitCode.Ok;

    /// <summary>Closes connections, then the hub, then what leaves the process.</summary>
    public async ValueTask DisposeAsync()
    {
        // Each step is made whatever became of the one before: rings must be ended and records written.
        try
        {
            await _lists.DisposeAsync();
        }
        finally
        {
            try
            {
                if (_play is not null)
                    await _play.DisposeAsync();
                await Task.WhenAll(_venues.Select(venue => venue.DisposeAsync().AsTask()));
            }
            finally
            {
                try
                {
                    await _hub.DisposeAsync();
                }
                finally
                {
                    foreach (var rest in _rests)
                        rest.Dispose();
                    if (_recorder is not null)
                        await _recorder.DisposeAsync();
                }
            }
        }
    }

    private DistributionView Distribution() => new(
        _shared is null ? null : new SharedView(_shared.Folder, _shared.Events, _shared.BestPrices),
        _multicast is null ? null : new MulticastView(
            $"{_multicast.Options.Group} on {_multicast.Options.Interface}", _multicast.Publisher.SnapshotEndPoint.ToString(), _multicast.Publisher.PacketsSent,
            _multicast.Publisher.MessagesPublished, _multicast.Publisher.SendErrors),
        _recorder?.Report() is { } recorded ? new RecordingView(_recordFolder, recorded.Records, recorded.Lost) : null,
        _events?.Report is { } events ? new RecordingView(events.Folder, events.Events, events.Lost) : null);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Name} has failed and ends the process: what it holds may be half applied")]
    private static partial void Faulted(ILogger log, string name, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {Name} {State}: {Text}")]
    private static partial void Changed(ILogger log, string name, string state, string text);
}
