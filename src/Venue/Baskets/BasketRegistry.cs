using Rialto.Model.Units;

namespace Rialto.Venue.Baskets;

/// <summary>The baskets that are being put together, those that are worked over time, and the names of the last that were executed.</summary>
internal sealed class BasketRegistry
{
    /// <summary>How many there may be.</summary>
    public const int MaxDrafts = 256;

    /// <summary>How many of one owner there may be.</summary>
    public const int MaxDraftsOfOwner = 16;

    /// <summary>Ascending by number.</summary>
    public List<BasketDraft> Drafts { get; } = [];

    /// <summary>How many may be worked over time.</summary>
    public const int MaxLive = 1_024;

    /// <summary>How many of one owner may be worked over time.</summary>
    public const int MaxLiveOfOwner = 16;

    /// <summary>Those that are worked over time, ascending by number.</summary>
    public List<BasketOrder> Live { get; } = [];

    /// <summary>Those of the last that were executed.</summary>
    public BasketNames Names { get; } = new();

    /// <summary>One was opened, and will be abandoned if nobody submits it.</summary>
    public bool HasNewDeadline { get; set; }

    /// <summary>When the next one is abandoned, or one that is worked over time does something; zero is never. The first was opened first.</summary>
    public long NextDeadlineNs
    {
        get
        {
            var next = Drafts.Count == 0 ? 0 : Drafts[0].EndNs;
            foreach (var basket in Live)
                next = next == 0 ? basket.NextNs : Math.Min(next, basket.NextNs);
            return next;
        }
    }

    public BasketDraft? Find(long id) => Drafts.Find(draft => draft.Id == id);

    public BasketOrder? FindLive(long id) => Live.Find(basket => basket.Id == id);

    /// <summary>How many an owner has live, and whether one of them has this name.</summary>
    public (int Count, bool HasName) LiveOf(int owner, in Text36 name)
    {
        var (count, hasName) = (0, false);
        foreach (var basket in Live)
        {
            if (basket.Wish.Owner != owner)
                continue;
            count++;
            hasName |= !name.IsEmpty && basket.Wish.Name == name;
        }

        return (count, hasName);
    }

    public int CountOf(int owner)
    {
        var count = 0;
        foreach (var draft in Drafts)
            count += draft.Wish.Owner == owner ? 1 : 0;
        return count;
    }
}
