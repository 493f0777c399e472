namespace Rialto.Venue.Baskets;

/// <summary>The baskets that are being put together, and the names of the last that were executed.</summary>
internal sealed class BasketRegistry
{
    /// <summary>How many there may be.</summary>
    public const int MaxDrafts = 256;

    /// <summary>How many of one owner there may be.</summary>
    public const int MaxDraftsOfOwner = 16;

    /// <summary>Ascending by number.</summary>
    public List<BasketDraft> Drafts { get; } = [];

    /// <summary>Those of the last that were executed.</summary>
    public BasketNames Names { get; } = new();

    /// <summary>One was opened, and will be abandoned if nobody submits it.</summary>
    public bool HasNewDeadline { get; set; }

    /// <summary>When the next one is abandoned; zero is never. The first was opened first.</summary>
    public long NextDeadlineNs => Drafts.Count == 0 ? 0 : Drafts[0].EndNs;

    public BasketDraft? Find(long id) => Drafts.Find(draft => draft.Id == id);

    public int CountOf(int owner)
    {
        var count = 0;
        foreach (var draft in Drafts)
            count += draft.Wish.Owner == owner ? 1 : 0;
        return count;
    }
}
