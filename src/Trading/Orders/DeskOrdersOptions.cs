namespace Rialto.Trading.Orders;

/// <summary>What to do with a live order at a venue that the desk does not know.</summary>
public enum OrphanPolicy : byte
{
    /// <summary>Tell, and leave it alone. Its risk does not count.</summary>
    Tell = 0,

    /// <summary>Tell, and take it over: its risk counts, and it can be cancelled as any other.</summary>
    Adopt = 1,

    /// <summary>Tell, take it over, and cancel it.</summary>
    Cancel = 2,
}

/// <summary>How patient the desk's orders are, and how much they remember. Immutable.</summary>
public sealed record DeskOrdersOptions
{
    /// <summary>Orders that can be live or remembered at once; when full, the one that ended first is forgotten, and where none has ended new ones are refused.</summary>
    public int OrdersMax { get; init; } = 8_192;

    /// <summary>Fills that can be remembered at once, with their orders.</summary>
    public int FillsMax { get; init; } = 32_768;

    /// <summary>Numbers of amendments by new orders that can be remembered at once, with their orders.</summary>
    public int AliasesMax { get; init; } = 8_192;

    /// <summary>No answer to a place after so long: its outcome is unknown.</summary>
    public int AckTimeoutMs { get; init; } = 5_000;

    /// <summary>No answer to a cancel or an amendment after so long: its outcome is unknown.</summary>
    public int CancelTimeoutMs { get; init; } = 5_000;

    /// <summary>No answer to a look-up after so long: asked again.</summary>
    public int LookUpTimeoutMs { get; init; } = 5_000;

    /// <summary>The first look-up comes so long after the outcome became unknown; each further one after twice the time.</summary>
    public int LookUpFirstMs { get; init; } = 200;

    /// <summary>Longest time between two look-ups.</summary>
    public int LookUpLongestMs { get; init; } = 30_000;

    /// <summary>So many look-ups in a row that came late enough must find nothing before it is believed; at least 2.</summary>
    public int NotFoundsNeeded { get; init; } = 2;

    /// <summary>A problem is told each time so many look-ups have not resolved an order.</summary>
    public int StillUnknownAfter { get; init; } = 10;

    /// <summary>So many cancels of one order are sent before it is told as a problem; they go on, at the longest pace.</summary>
    public int CancelsBeforeProblem { get; init; } = 5;

    /// <summary>Sums ahead of fills: the fills are asked for after so long.</summary>
    public int FillsGraceMs { get; init; } = 1_000;

    /// <summary>Balances and positions are asked for so often; zero: only after a stream came up.</summary>
    public int ReconcileEveryMs { get; init; } = 5_000;

    /// <summary>Live orders and fills are asked for again so often, with balances and positions; zero: only after a stream came up.</summary>
    public int ReconcileOrdersEveryMs { get; init; } = 60_000;

    /// <summary>Fills are asked for from so long before the last time that all was known.</summary>
    public int FillsOverlapMs { get; init; } = 60_000;

    /// <summary>Differences count at once where a listing or an asset saw no order or fill for so long, and otherwise once two looks in a row see the same.</summary>
    public int QuietMs { get; init; } = 2_000;

    /// <summary>A difference above so much of the larger of both halts its venue, in 10^-6. The mission's 5 %.</summary>
    public int DifferenceHaltPpm { get; init; } = 50_000;

    /// <summary>So many differences of one venue within an hour halt it whatever their size.</summary>
    public int DifferencesHalt { get; init; } = 3;

    /// <summary>Balances that differ by less are corrected without a word, in 10^-6 of the larger: fees and funding that venues take without telling. Zero: each difference is told.</summary>
    public int BalanceTolerancePpm { get; init; } = 100;

    /// <summary>Orders of the desk's own ids that it does not know.</summary>
    public OrphanPolicy Orphans { get; init; } = OrphanPolicy.Cancel;

    /// <summary>Orders that are not the desk's.</summary>
    public OrphanPolicy Foreign { get; init; } = OrphanPolicy.Tell;
}
