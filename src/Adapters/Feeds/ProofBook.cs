using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// The levels that a proof stands on, and no more of them than the venue's rules ask for: who reads the events has a book of its own. A venue that numbers its updates is proven by
/// the numbers and by best prices that do not cross: taken prices suffice, or quantities where updates are changes. A venue with checksums or with a depth of its own needs its levels
/// in order, with digits as sent. Calls are by frame, not by level. Single-threaded.
/// </summary>
internal abstract class ProofBook
{
    // 2^15 places are a bit each: 4 KB a side, 32 KB at the widest. Quantities are 8 bytes each: 32 KB a side at 2^12.
    private const int PresenceBits = 15;
    private const int PresenceBitsMax = 18;
    private const int QuantityBits = 12;
    private const int QuantityBitsMax = 15;

    /// <summary>The book for a venue.</summary>
    public static ProofBook For(BookRules rules) =>
        rules.Checksum != ChecksumKind.None || rules.Depth > 0 ? new DigitBook(rules.LevelsMax)
        : rules.Meaning == UpdateMeaning.Signed ? new LadderBook<Runtime.Collections.KeepsQuantities>(QuantityBits, QuantityBitsMax, rules.LevelsMax)
        : new LadderBook<Runtime.Collections.KeepsPresence>(PresenceBits, PresenceBitsMax, rules.LevelsMax);

    /// <summary>Beyond plus or minus 2^62, the first and second bit differ: no venue has such a price, and ladders have no place for it.</summary>
    protected static bool IsBeyond(long price) => (price ^ (price << 1)) < 0;

    /// <summary>Best bid; zero where there is none.</summary>
    public abstract long BestBid { get; }

    /// <summary>Best ask; zero where there is none.</summary>
    public abstract long BestAsk { get; }

    /// <summary>True where a bid stands at or above an ask.</summary>
    public abstract bool IsCrossed { get; }

    public abstract void Clear();

    /// <summary>Takes a whole book in the place of what was.</summary>
    /// <returns>Why the book is to be given up; none where it is not.</returns>
    public virtual BookReason Load(ReadOnlySpan<LevelChange> levels)
    {
        Clear();
        return Set(levels);
    }

    /// <summary>Sets what rests at prices; zero removes, and removing what is not there is fine.</summary>
    /// <returns>Why the book is to be given up; none where it is not.</returns>
    public abstract BookReason Set(ReadOnlySpan<LevelChange> levels);

    /// <summary>Adds changes to what rests; they become absolute in place.</summary>
    /// <returns>Why the book is to be given up; none where it is not.</returns>
    public abstract BookReason Change(Span<LevelChange> levels);

    /// <summary>Takes the worst level of a side away if there are more than a depth.</summary>
    public virtual bool TryCut(Side side, int depth, out LevelChange worst)
    {
        worst = default;
        return false;
    }

    /// <summary>The venue's checksum over this book; only of books that keep digits.</summary>
    public virtual uint ChecksumBy(BookChecksum checksum, ChecksumKind kind, Listing listing) => 0;
}
