using Rialto.Model.Feeds;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// A session's books by the numbers of their listings: as large as the session's share of them, not as the table of all venues. Open addressing, at most half full; made once.
/// A lookup allocates nothing.
/// </summary>
internal sealed class BookPlaces
{
    // 2^32 divided by the golden ratio: numbers that follow one another lie far apart.
    private const uint Golden = 0x9E37_79B9;

    private readonly BookSync?[] _places;
    private readonly int _shift;

    /// <summary>Makes places for books, each listing once or more; of two the later counts.</summary>
    public BookPlaces(List<BookSync> books)
    {
        var bits = System.Numerics.BitOperations.Log2(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, books.Count * 2)));
        _places = new BookSync?[1 << bits];
        _shift = 32 - bits;
        foreach (var book in books)
            _places[PlaceOf(book.Listing.Id)] = book;
    }

    /// <summary>Finds a listing's book.</summary>
    public bool TryFind(ListingId listing, out BookSync book)
    {
        book = _places[PlaceOf(listing)]!;
        return book is not null;
    }

    private int PlaceOf(ListingId listing)
    {
        var place = (int)(((uint)listing.Value * Golden) >> _shift);
        while (_places[place] is { } other && other.Listing.Id != listing)
            place = (place + 1) & (_places.Length - 1);
        return place;
    }
}
