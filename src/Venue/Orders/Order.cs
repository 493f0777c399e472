using System.Runtime.InteropServices;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Orders;

/// <summary>Where a live order is.</summary>
internal enum Place : byte
{
    /// <summary>In no book: it is acting, or queued to act.</summary>
    Acting,

    /// <summary>In the book.</summary>
    Book,

    /// <summary>In the stop book.</summary>
    StopBook,
}

/// <summary>Marks on a live order.</summary>
[Flags]
internal enum OrderMarks : byte
{
    None = 0,

    /// <summary>Entered as idempotent: remembered at its end if it then has a client order id.</summary>
    Idempotent = 1,

    /// <summary>Has a client order id.</summary>
    Named = 2,

    /// <summary>Of a settled instrument: it holds a <see cref="Accounts.Cover"/>.</summary>
    Covered = 4,
}

/// <summary>What matching touches of a live order: one cache line. The rest stands under the same number in <see cref="OrderIdentity"/>, <see cref="OrderLinks"/> and, for few orders, <see cref="OrderExtras"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Order
{
    /// <summary>Limit, or a waiting stop-loss's own protection.</summary>
    [FieldOffset(0)] public long Price;

    /// <summary>All that is left, hidden part included.</summary>
    [FieldOffset(8)] public long Leaves;

    /// <summary>What the book shows; zero outside the book.</summary>
    [FieldOffset(16)] public long Display;

    /// <summary>What has traded.</summary>
    [FieldOffset(24)] public long Traded;

    /// <summary>Zero in slot zero, so that it is nobody's.</summary>
    [FieldOffset(32)] public long OrderId;

    /// <summary>Behind it on its level; zero is none.</summary>
    [FieldOffset(40)] public int Next;

    /// <summary>Before it on its level.</summary>
    [FieldOffset(44)] public int Previous;

    /// <summary>Its level's number.</summary>
    [FieldOffset(48)] public int Level;

    [FieldOffset(52)] public int Owner;

    /// <summary>Its <see cref="OrderExtras"/>; zero is none.</summary>
    [FieldOffset(56)] public int Extras;

    [FieldOffset(60)] public ushort Instrument;
    [FieldOffset(62)] public Side Side;
    [FieldOffset(63)] private byte _placeAndMarks;

    public Place Place
    {
        readonly get => (Place)(_placeAndMarks & 3);
        set => _placeAndMarks = (byte)((_placeAndMarks & ~3) | (int)value);
    }

    public OrderMarks Marks
    {
        readonly get => (OrderMarks)(_placeAndMarks >> 2);
        set => _placeAndMarks = (byte)((_placeAndMarks & 3) | ((int)value << 2));
    }

    public void SetPlaceAndMarks(Place place, OrderMarks marks) => _placeAndMarks = (byte)((int)place | ((int)marks << 2));
}

/// <summary>What else is known of a live order: its names and what was asked. One cache line, and trades and cancels by order id do without it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct OrderIdentity
{
    /// <summary>When it took its place, on a clock that ticks once a placement.</summary>
    [FieldOffset(0)] public long Placed;

    /// <summary>As asked, or as last replaced.</summary>
    [FieldOffset(8)] public long Total;

    [FieldOffset(16)] public Text36 ClientOrderId;
    [FieldOffset(52)] public int Session;

    /// <summary>The group as the command gave it; zero is the owner alone.</summary>
    [FieldOffset(56)] public int Group;

    [FieldOffset(60)] public OrderTerms Terms;
}

/// <summary>Where the indexes hold a live order.</summary>
internal struct OrderLinks
{
    public int OwnerIndex;

    /// <summary>Its place among its owner's orders.</summary>
    public int OwnerPosition;

    /// <summary>Its owner and client order id, mixed; meaningless where it has none.</summary>
    public ulong NameKey;
}

/// <summary>What only some orders have: stops, icebergs, those that expire, those whose price or total changed.</summary>
internal struct OrderExtras
{
    /// <summary>Size of a tranche now; zero shows all.</summary>
    public long DisplayQuantity;

    /// <summary>Trigger now.</summary>
    public long TriggerPrice;

    /// <summary>When it expires; zero is never.</summary>
    public long End;

    /// <summary>Of a waiting stop-loss that buys, has cover and no protection: the worst price it may trade at; otherwise zero.</summary>
    public long Bound;

    public long AskedPrice;
    public long AskedQuantity;
    public long AskedDisplay;
    public long AskedTrigger;
    public long AskedExpireTime;

    /// <summary>Where it stands in its instrument's expiry heap.</summary>
    public int ExpiryPosition;

    /// <summary>Where it stands in its instrument's stop heap.</summary>
    public int StopPosition;

    /// <summary>In a free slot: the next free one.</summary>
    public int NextFree;
}
