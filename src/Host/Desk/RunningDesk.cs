using Rialto.Host.Desk.Alerting;
using Rialto.Host.Desk.Reloading;
using Rialto.Host.Desk.Results;
using Rialto.Host.Desk.Status;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Counters;
using Rialto.Runtime.Memory;
using Rialto.Trading;

namespace Rialto.Host.Desk;

/// <summary>What a desk and its venue say that there is of an asset, in 10^-18.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Asset">Of what.</param>
/// <param name="Ours">By the desk.</param>
/// <param name="Theirs">By the venue, as it told last; null where it has not.</param>
internal readonly record struct DeskBalance(FeedVenue Venue, AssetCode Asset, Int128 Ours, Int128? Theirs);

/// <summary>What a desk and its venue say that is held of a contract, in the listing's units.</summary>
/// <param name="Listing">Of what.</param>
/// <param name="Ours">By the desk.</param>
/// <param name="Theirs">By the venue, as it told last; null where it has not.</param>
internal readonly record struct DeskContract(Listing Listing, Int128 Ours, Int128? Theirs);

/// <summary>A desk that runs, at venues that pretend (<see cref="DeskRun"/>) or for real: its trader, and what can be known of it. The desk's thread, but for what says otherwise.</summary>
internal abstract class RunningDesk
{
    // One more with each change of what is written.
    private const int HistoryFormat = 2;

    private ReloadState? _configuration;
    private AlertBoard? _alerts;

    /// <summary>Makes the trader, before its first input.</summary>
    /// <param name="settings">What it is.</param>
    /// <param name="listings">Its listings (<see cref="DeskParts.Listings"/>).</param>
    /// <exception cref="DeskFaultException">The configuration contradicts itself.</exception>
    protected RunningDesk(DeskSettings settings, ListingTable listings)
    {
        (Settings, Listings, History) = (settings, listings, new PnlHistory(settings.Strategies.Select(strategy => strategy.Name)));
        try
        {
            Trader = new Trader<DeskSink>(DeskParts.Trader(settings), DeskParts.Terms(settings, listings), DeskParts.Strategies(settings), new DeskSink(this));
        }
        catch (ArgumentException wrong)
        {
            throw new DeskFaultException(wrong.ParamName is { } name ? wrong.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : wrong.Message, wrong);
        }
    }

    /// <summary>What it is.</summary>
    public DeskSettings Settings { get; }

    /// <summary>Its listings.</summary>
    public ListingTable Listings { get; }

    /// <summary>The trader.</summary>
    public Trader<DeskSink> Trader { get; }

    /// <summary>What was counted.</summary>
    public DeskCounts Counts { get; } = new();

    /// <summary>From the moment a frame reaches the trader to its first request, in ns.</summary>
    public LatencyHistogram TickToIntent { get; } = new();

    /// <summary>From the moment a frame reaches the trader until its first request has left for the venue, in ns; empty where venues pretend.</summary>
    public LatencyHistogram TickToSent { get; } = new();

    /// <summary>From the moment the feed, another process, had a frame's bytes until the desk's thread looks at it, in ns by the machine's clock; empty on recordings.</summary>
    public LatencyHistogram ArrivalToLook { get; } = new();

    /// <summary>
    /// From the moment the feed, another process, had a frame's bytes until the desk's first request because of it has left for the venue, in ns by the machine's clock; empty where venues pretend.
    /// </summary>
    public LatencyHistogram ArrivalToSent { get; } = new();

    /// <summary>How long its thread was away from the market each time that it checked, reported and took snapshots, in ns; empty on recordings.</summary>
    public LatencyHistogram AtRest { get; } = new();

    /// <summary>Results over time. Any thread copies.</summary>
    public PnlHistory History { get; }

    /// <summary>What the runs before this one brought; empty where they do not count. Any thread.</summary>
    public PastResults Past { get; set; } = PastResults.None;

    /// <summary>Who wants something of this desk while it runs leaves it here; any thread.</summary>
    public DeskControl Control { get; } = new();

    /// <summary>Who looks at it while it runs reads this; null where nobody can. Set before the first input; its loop calls <see cref="DeskStatus.Turn"/> once a turn.</summary>
    public DeskStatus? Status { get; set; }

    /// <summary>How it stands with its configuration file; null where nobody looks at that. Any thread.</summary>
    public ReloadState? Configuration
    {
        get => Volatile.Read(ref _configuration);
        set => Volatile.Write(ref _configuration, value);
    }

    /// <summary>What people are told of it; null where nobody is. Any thread.</summary>
    public AlertBoard? Alerts
    {
        get => Volatile.Read(ref _alerts);
        set => Volatile.Write(ref _alerts, value);
    }

    /// <summary>Frames of the market taken; any thread.</summary>
    public abstract long Frames { get; }

    /// <summary>Balances, ours beside the venues'.</summary>
    public abstract IEnumerable<DeskBalance> Balances { get; }

    /// <summary>Contracts, ours beside the venues'.</summary>
    public abstract IEnumerable<DeskContract> Contracts { get; }

    /// <summary>Writes what screens know of the past of this run: counts, last fills and events, opportunities, results over time. With the trader's snapshot of the same moment; the desk's thread, between two inputs.</summary>
    public void SaveHistory(FieldWriter writer)
    {
        writer.Add(HistoryFormat);
        Counts.Save(writer);
        History.Save(writer);
    }

    /// <summary>Takes over what <see cref="SaveHistory"/> wrote, in the place of the inputs that led to it. Before the first of the others; the desk's thread.</summary>
    /// <returns>False where it is of another version or desk: the whole journal must be repeated then, by a desk made anew.</returns>
    public bool TryLoadHistory(FieldReader reader) => reader.Read<int>() == HistoryFormat && Counts.TryLoad(reader) && History.TryLoad(reader) && !reader.IsShort;

    /// <summary>An input of this time is applied next: results are taken before the first of a second. A comparison for all others.</summary>
    protected void Coming(Timestamp time)
    {
        if (History.IsDue(time))
            History.Take(time, Trader.Now, Trader.Portfolio);
    }

    /// <summary>What somebody told, as it goes into the journal: with its time, and for a swap the number of its offer.</summary>
    protected DeskCommand Dated(ToldCommand told)
    {
        var command = told.Command with { Time = Trader.Now };
        if (told.Strategy is { } strategy)
            command.Number = Trader.Offer(strategy);
        return command;
    }

    /// <summary>The trader asks something of a venue.</summary>
    protected abstract void OnRequest(in OrderRequest request);

    /// <summary>The trader tells what it did.</summary>
    protected virtual void OnAudit(in DeskAudit audit)
    {
        Counts.Take(in audit);
        if (audit.Kind == DeskAuditKind.Filled)
            TakeLeg(in audit);
    }

    /// <summary>A fill of an order of a set of legs is part of what the set brings.</summary>
    private void TakeLeg(in DeskAudit fill)
    {
        var tag = Trader.OrderOf(fill.Order).Tag;
        if (tag == 0)
            return;
        var (tape, listing) = (Counts.Tape.Opportunities, Listings[fill.Listing]);
        if (tape.PaidOf(fill.Strategy, tag) is { IsNone: false } paid && Listings[paid].Quote != listing.Quote)
            tape.Mix(in fill, tag);
        tape.Fill(in fill, tag, listing);
    }

    /// <summary>What the trader puts out.</summary>
    internal readonly struct DeskSink(RunningDesk desk) : ITraderSink
    {
        public void OnRequest(in OrderRequest request) => desk.OnRequest(in request);

        public void OnAudit(in DeskAudit audit) => desk.OnAudit(in audit);
    }
}
