using Microsoft.Extensions.Logging;
using Rialto.Adapters.Connections;
using Rialto.Host.Config;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Live;

/// <summary>
/// One venue's run: waits for its list of symbols, finds those wanted in it, has the hub watch them and a stream connect them. What it cannot have it says, and keeps trying: a venue that
/// cannot be reached at the start is connected once it can, a symbol that is listed later is added then, one that has ended is let go.
/// </summary>
internal sealed partial class VenueRun : IAsyncDisposable
{
    private const int ListingsMax = 10_000;

    private readonly VenueTerms _terms;
    private readonly FeedSettings _settings;
    private readonly ListingTable _table;
    private readonly FeedHub _hub;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly HashSet<ListingId> _added = [];
    private readonly FeedStream _stream;
    private ListingCatalog? _catalog;
    private string _refused = "";
    private volatile string _problem = "its list of symbols is being asked for";

    /// <summary>Makes it; nothing is asked yet.</summary>
    public VenueRun(VenueTerms terms, FeedSettings settings, ListingTable table, FeedHub hub, FeedStreamOptions options, ISocketDialer dialer, IRestSource rest, TimeProvider time, ILogger log)
    {
        (_terms, _settings, _table, _hub, _log) = (terms, settings, table, hub, log);
        _stream = new FeedStream(terms, table, [], options, dialer, rest, () => hub.MakeOutlet(terms.Venue), time);
        hub.AddVenue(new FeedSource(terms.Name, terms.Venue, Links, () => _problem));
    }

    /// <summary>Which venue.</summary>
    public VenueTerms Terms => _terms;

    /// <summary>True once a list of its symbols was read.</summary>
    public bool IsListed { get; private set; }

    /// <summary>True where something of it is connected or being connected.</summary>
    public bool HasSymbols
    {
        get
        {
            lock (_gate)
                return _added.Count > 0;
        }
    }

    /// <summary>Begins to connect what the catalog will have.</summary>
    public void Start(ListingCatalog catalog)
    {
        _catalog = catalog;
        _stream.Start();
    }

    /// <summary>The list of symbols could not be had, or not again: then the one before holds. Said until it is read.</summary>
    public void OnUnlisted(string problem)
    {
        var said = IsListed ? $"its list of symbols could not be read again, the one before holds: {problem}" : problem;
        if (_refused.Length > 0 || said == _problem)
            return;
        NotListed(_log, _terms.Name, said);
        _problem = said;
    }

    /// <summary>The list of symbols was read, for the first time or again: connects what of it is wanted and was not there before.</summary>
    /// <param name="remark">What was strange about the list; empty for nothing.</param>
    public void OnListed(string remark)
    {
        lock (_gate)
        {
            IsListed = true;
            var max = _settings.IsLimited ? FeedSettings.LimitedSymbols : ListingsMax;
            var chosen = _catalog!.Choose(_terms.Venue, new ListingChoice { Patterns = _settings.Symbols, Max = max });
            _problem = _refused.Length > 0 ? _refused : remark;
            LetGo(chosen);
            _hub.SetProblem(_terms.Name, chosen.Problems.Count == 0 ? null : string.Join("; ", chosen.Problems));
            var wanted = chosen.Listings.Select(listing => listing.Id).Where(id => _added.Count < max && _added.Add(id)).ToList();
            _catalog.Follow(_terms.Venue, [.. _added]);
            if (wanted.Count == 0)
                return;
            Connecting(_log, _terms.Name, wanted.Count);
            _hub.Watch(wanted);
            try
            {
                _stream.Add(wanted);
            }
            catch (ArgumentException problem)
            {
                // More sockets than the venue allows: a setting, and the other venues go on. It stays so until the setting is another.
                _problem = _refused = problem.Message;
                Refused(_log, _terms.Name, problem.Message);
            }
        }
    }

    /// <summary>Its list was read, and could not be acted upon.</summary>
    public void OnBroken(Exception broken)
    {
        _problem = $"its list of symbols could not be acted upon: {broken.Message}";
        Broken(_log, _terms.Name, broken);
    }

    /// <summary>Closes its connections.</summary>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>What has ended and is not asked for by its name makes room for what has come.</summary>
    private void LetGo(ListingSelection chosen)
    {
        var ended = _added.Where(id => _table[id].Status == ListingStatus.Closed).Except(chosen.Listings.Select(listing => listing.Id)).ToHashSet();
        if (ended.Count == 0)
            return;
        _added.ExceptWith(ended);
        _stream.Remove(ended);
        _hub.Unwatch([.. ended]);
        Ended(_log, _terms.Name, ended.Count);
    }

    private List<LinkView> Links() => [.. _stream.Report().Select(link => new LinkView(
        _terms.Name,
        link.Connection,
        link.State switch
        {
            LinkState.Up => "up",
            LinkState.Synchronizing => "synchronizing",
            LinkState.Dialing => "connecting",
            LinkState.Waiting => "waiting",
            LinkState.Unset => "not set up",
            _ => "down",
        },
        link.Since,
        link.Address.ToString(),
        link.Symbols,
        link.Frames,
        0,
        link.Bytes,
        link.Reconnects,
        link.LastError,
        link.Breaker == BreakerState.Open,
        link.NextAttempt))];

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Venue}: {Problem}")]
    private static partial void NotListed(ILogger log, string venue, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Venue}: connecting {Count} symbols")]
    private static partial void Connecting(ILogger log, string venue, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Venue}: {Count} symbols have ended and are let go")]
    private static partial void Ended(ILogger log, string venue, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Venue}: its list of symbols could not be acted upon")]
    private static partial void Broken(ILogger log, string venue, Exception broken);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Venue}: {Problem}")]
    private static partial void Refused(ILogger log, string venue, string problem);
}
