namespace Rialto.Gateways.Compliance;

/// <summary>Where a case came from.</summary>
public enum CaseKind
{
    /// <summary>A pattern that surveillance found.</summary>
    Alert,

    /// <summary>A name like one of a sanctions list.</summary>
    Sanctions,

    /// <summary>An application for verification.</summary>
    Verification,
}

/// <summary>Where a case stands.</summary>
public enum CaseStatus
{
    /// <summary>Nobody has it.</summary>
    Open,

    /// <summary>Somebody has it.</summary>
    InReview,

    /// <summary>It is to be reported, or looked at by somebody else.</summary>
    Escalated,

    /// <summary>It is done.</summary>
    Closed,
}

/// <summary>What was done to a case. Words stand in the case book and never change their meaning.</summary>
public enum CaseAction
{
    /// <summary>It was made.</summary>
    Opened,

    /// <summary>Somebody has it now.</summary>
    Assigned,

    /// <summary>Something was written down.</summary>
    Noted,

    /// <summary>It goes further.</summary>
    Escalated,

    /// <summary>It is done, and why.</summary>
    Closed,

    /// <summary>It is not done after all.</summary>
    Reopened,
}

/// <summary>One line of the audit trail: who did what when. Never changed, never removed.</summary>
/// <param name="Number">1 and up over all cases, without a gap.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">The user whose key asked for it; <c>exchange</c> for what the exchange did by itself.</param>
/// <param name="Action">What.</param>
/// <param name="Case">To which case.</param>
/// <param name="Text">In words; the title of a case that was opened.</param>
public sealed record CaseEntry(long Number, DateTimeOffset Time, string Actor, CaseAction Action, long Case, string Text)
{
    /// <summary>Of a case that was opened: its kind.</summary>
    public CaseKind? Kind { get; init; }

    /// <summary>Of a case that was opened: what makes it the same case if it is found again.</summary>
    public string? Key { get; init; }

    /// <summary>Of a case that was opened: the owners it is about; the first above all.</summary>
    public IReadOnlyList<int>? Owners { get; init; }

    /// <summary>Of a case that was assigned: to whom.</summary>
    public string? Assignee { get; init; }
}

/// <summary>One case as its trail tells of it. Immutable.</summary>
/// <param name="Id">1 and up.</param>
/// <param name="Key">Unique: the same alert is the same case.</param>
/// <param name="Kind">Where it came from.</param>
/// <param name="Owners">Whom it is about.</param>
/// <param name="Title">In a sentence.</param>
/// <param name="Opened">When it was opened.</param>
public sealed record Case(long Id, string Key, CaseKind Kind, IReadOnlyList<int> Owners, string Title, DateTimeOffset Opened)
{
    /// <summary>Where it stands.</summary>
    public CaseStatus Status { get; init; }

    /// <summary>Who has it; null: nobody.</summary>
    public string? Assignee { get; init; }

    /// <summary>All that was done to it, oldest first.</summary>
    public IReadOnlyList<CaseEntry> Trail { get; init; } = [];

    /// <summary>The case after one more line of its trail.</summary>
    internal Case After(CaseEntry entry) => this with
    {
        Trail = [.. Trail, entry],
        Assignee = entry.Action == CaseAction.Assigned ? entry.Assignee : Assignee,
        Status = entry.Action switch
        {
            CaseAction.Assigned when Status != CaseStatus.Escalated => CaseStatus.InReview,
            CaseAction.Escalated => CaseStatus.Escalated,
            CaseAction.Closed => CaseStatus.Closed,
            CaseAction.Reopened => CaseStatus.Open,
            _ => Status,
        },
    };
}
