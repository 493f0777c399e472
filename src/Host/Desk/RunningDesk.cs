using Rialto.Host.Desk.Reloading;
using Rialto.Host.Desk.Status;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Counters;
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
    private ReloadState? _configuration;

    /// <summary>Makes the trader, before its first input.</summary>
    /// <param name="settings">What it is.</param>
    /// <param name="listings">Its listings (<see cref="DeskParts.Listings"/>).</param>
    /// <exception cref="DeskFaultException">The configuration contradicts itself.</exception>
    protected RunningDesk(DeskSettings settings, ListingTable listings)
    {
        (Settings, Listings) = (settings, listings);
        try
        {
            Trader = new Trader<DeskSink>(DeskParts.Trader(settings), DeskParts.Terms(settings, listings), DeskParts.Strategies(settings), new DeskSink(this));
        }
        catch (ArgumentException wrong)
        {
            throw new DeskFaultException(wrong.Message, wrong);
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

    /// <summary>Frames of the market taken; any thread.</summary>
    public abstract long Frames { get; }

    /// <summary>Balances, ours beside the venues'.</summary>
    public abstract IEnumerable<DeskBalance> Balances { get; }

    /// <summary>Contracts, ours beside the venues'.</summary>
    public abstract IEnumerable<DeskContract> Contracts { get; }

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
    protected virtual void OnAudit(in DeskAudit audit) => Counts.Take(in audit);

    /// <summary>What the trader puts out.</summary>
    internal readonly struct DeskSink(RunningDesk desk) : ITraderSink
    {
        public void OnRequest(in OrderRequest request) => desk.OnRequest(in request);

        public void OnAudit(in DeskAudit audit) => desk.OnAudit(in audit);
    }
}
