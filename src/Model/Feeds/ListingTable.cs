using System.Text;

namespace Rialto.Model.Feeds;

/// <summary>
/// All listings, by number and by the venue's own symbol as it stands in a frame. One thread at a time adds and replaces, while others look up: a listing is there whole or not at all.
/// A lookup allocates nothing.
/// </summary>
public sealed class ListingTable
{
    private const int SlotsPerListing = 4;

    private readonly Listing?[] _listings;
    private readonly byte[][] _symbols;
    private readonly int[] _slots;

    // Written behind the arrays it counts, and read before them: whoever sees a number no larger has all of its listing.
    private volatile int _count;
    private volatile int _version;

    /// <summary>Makes room.</summary>
    /// <param name="capacity">Most listings, 1 to 1,048,576.</param>
    public ListingTable(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 20);
        _listings = new Listing?[capacity + 1];
        _symbols = new byte[capacity + 1][];
        _slots = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(capacity * SlotsPerListing))];
    }

    /// <summary>How many there are; their numbers are 1 to this.</summary>
    public int Count => _count;

    /// <summary>Grows with every listing that was replaced by another: who has read one can tell whether it may be old.</summary>
    public int Version => _version;

    /// <summary>True where nothing more can be added.</summary>
    public bool IsFull => _count + 1 == _listings.Length;

    /// <summary>The number that the next listing gets.</summary>
    public ListingId NextId => new(_count + 1);

    /// <summary>A listing by number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this number.</exception>
    public Listing this[ListingId id]
    {
        get
        {
            if ((uint)(id.Value - 1) >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(id));
            return _listings[id.Value]!;
        }
    }

    /// <summary>Adds a listing whose number is <see cref="NextId"/>.</summary>
    /// <exception cref="ArgumentException">Another number, a symbol that the venue has already, a scale beyond 18, or a symbol that is too long.</exception>
    /// <exception cref="InvalidOperationException">The table is full.</exception>
    public void Add(Listing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        if (IsFull)
            throw new InvalidOperationException($"The table holds {_count} listings and no more.");
        if (listing.Id != NextId)
            throw new ArgumentException($"The next number is {NextId}.", nameof(listing));
        if ((uint)listing.PriceScale > Units.DecimalText.MaxScale || (uint)listing.QuantityScale > Units.DecimalText.MaxScale)
            throw new ArgumentException("A scale is 0 to 18.", nameof(listing));
        var symbol = Encoding.UTF8.GetBytes(listing.VenueSymbol);
        if (symbol.Length is 0 or > Listing.VenueSymbolBytesMax)
            throw new ArgumentException($"A venue symbol has 1 to {Listing.VenueSymbolBytesMax} bytes.", nameof(listing));
        if (TryFind(listing.Venue, symbol, out _))
            throw new ArgumentException($"{listing.Venue} has {listing.VenueSymbol} already.", nameof(listing));
        var number = _count + 1;
        _symbols[number] = symbol;
        _listings[number] = listing;
        _count = number;
        var slot = SlotOf(listing.Venue, symbol);
        while (_slots[slot] != 0)
            slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = number;
    }

    /// <summary>Puts a changed listing in the place of the one with its number; venue, symbol and scales must be the same.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public void Replace(Listing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var old = this[listing.Id];
        if (old.Venue != listing.Venue || old.VenueSymbol != listing.VenueSymbol || old.PriceScale != listing.PriceScale || old.QuantityScale != listing.QuantityScale)
            throw new ArgumentException("Venue, symbol and scales of a listing never change.", nameof(listing));
        _listings[listing.Id.Value] = listing;
        _version++;
    }

    /// <summary>Finds a listing by the venue's symbol in UTF-8.</summary>
    public bool TryFind(FeedVenue venue, ReadOnlySpan<byte> venueSymbol, out Listing listing)
    {
        var slot = SlotOf(venue, venueSymbol);
        while (true)
        {
            var number = _slots[slot];
            if (number == 0 || number > _count)
            {
                listing = null!;
                return false;
            }

            listing = _listings[number]!;
            if (listing.Venue == venue && venueSymbol.SequenceEqual(_symbols[number]))
                return true;
            slot = (slot + 1) & (_slots.Length - 1);
        }
    }

    // FNV-1a over the bytes, folded: symbols are short, the table is four times too large, and nobody outside chooses the symbols.
    private int SlotOf(FeedVenue venue, ReadOnlySpan<byte> symbol)
    {
        var hash = 14_695_981_039_346_656_037UL ^ (byte)venue;
        foreach (var c in symbol)
            hash = (hash ^ c) * 1_099_511_628_211;
        return (int)(hash ^ (hash >> 32)) & (_slots.Length - 1);
    }
}
