using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Orders;

/// <summary>What became of a submitted command.</summary>
internal enum CommandOutcome
{
    /// <summary>Not known yet.</summary>
    Pending,

    /// <summary>Its events are durable and here.</summary>
    Done,

    /// <summary>The exchange stopped before its events were durable: it may or may not be in the journal.</summary>
    Unknown,
}

/// <summary>
/// A command on its way, and what comes back: its events, and how its order stands after them. Filled by the fan-out thread, then handed over
/// whole by <see cref="OnCompleted"/>, which must not block.
/// </summary>
internal abstract class PendingCommand
{
    /// <summary>Events kept of one command; of a longer one (a mass cancel) the first and the last.</summary>
    public const int MaxEvents = 16_384;

    private const int UsualEvents = 4;
    private const int KeptEvents = 256;

    private ExchangeEvent[] _events = new ExchangeEvent[UsualEvents];
    private int _last;

    /// <summary>The order the command was about, as it stands after it; no order id where there is none.</summary>
    public OrderPicture Order;

    /// <summary>Of a resend: the first order's fills, as far as they are kept.</summary>
    public List<Fill>? FormerFills { get; set; }

    /// <summary>The command's sequence, known since its slot was claimed.</summary>
    public long Sequence { get; private set; }

    /// <summary>When it was submitted, by the monotonic clock.</summary>
    public long SubmittedTimestamp { get; private set; }

    /// <summary>What was asked.</summary>
    public CommandKind Kind { get; private set; }

    public CommandOutcome Outcome { get; private set; }

    public int EventCount { get; private set; }

    /// <summary>It had more than <see cref="MaxEvents"/> events: of those between the first ones and the last one nothing is kept.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Its events in order.</summary>
    public ReadOnlySpan<ExchangeEvent> Events => _events.AsSpan(0, EventCount);

    /// <summary>The first event; only where there is one.</summary>
    public ref readonly ExchangeEvent First => ref _events[0];

    /// <summary>The last event, balances that changed and algo orders that progressed with it aside; only where there is one.</summary>
    public ref readonly ExchangeEvent Last => ref _events[_last];

    /// <summary>Fresh for the next command.</summary>
    public void Begin(CommandKind kind, long sequence, long timestamp)
    {
        Kind = kind;
        Sequence = sequence;
        SubmittedTimestamp = timestamp;
        Outcome = CommandOutcome.Pending;
        EventCount = 0;
        _last = 0;
        IsTruncated = false;
        // A mass cancel needs two megabytes; whoever comes after it does not.
        if (_events.Length > KeptEvents)
            _events = new ExchangeEvent[UsualEvents];
        Order = default;
        FormerFills = null;
    }

    /// <summary>One of its events; a command whose events go out as they come keeps none.</summary>
    public virtual void Add(in ExchangeEvent e)
    {
        // Balances come last, and of a long command only its last word is kept.
        var isAside = e.Kind is EventKind.BalanceChanged or EventKind.AlgoStateChanged or EventKind.AlgoProgressed;
        if (EventCount == MaxEvents && isAside)
            return;
        if (EventCount == _events.Length && EventCount < MaxEvents)
            Array.Resize(ref _events, EventCount * 2);
        if (EventCount < _events.Length)
            EventCount++;
        else
            IsTruncated = true;
        _events[EventCount - 1] = e;
        if (!isAside)
            _last = EventCount - 1;
    }

    public void Complete(CommandOutcome outcome)
    {
        Outcome = outcome;
        OnCompleted();
    }

    /// <summary>Called once, on the fan-out thread or on the one that stops the exchange.</summary>
    protected abstract void OnCompleted();
}
