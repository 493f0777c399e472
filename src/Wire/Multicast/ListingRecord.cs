using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Wire.Multicast;

/// <summary>
/// What a listing's number means, in answers to <see cref="SnapshotKind.Listings"/>; one after the other.
/// <code>
///  0 RecordBytes 2   2 Venue 1   3 Kind 1   4 Listing 4   8 Tick 8   16 Lot 8   24 ContractSize 8   32 Complement 4
/// 36 PriceScale 1   37 QuantityScale 1   38 ContractScale 1   39 Status 1   40 Symbol number 4
/// 44 VenueSymbolBytes 1   45 SymbolBytes 1   46 QuoteBytes 1   47 ContractUnitBytes 1   48 the four texts in this order, UTF-8
/// </code>
/// The symbol number is the one in <see cref="MulticastNbbo"/>; -1 where the listing is in none.
/// </summary>
public static class ListingRecord
{
    /// <summary>Bytes before the texts.</summary>
    public const int HeadBytes = 48;

    private const int TextBytesMax = 255;

    /// <summary>Writes one.</summary>
    /// <exception cref="ArgumentException">A text is longer than 255 bytes.</exception>
    public static void Encode(Listing listing, int symbolNumber, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(target);
        string[] texts = [listing.VenueSymbol, listing.Symbol, listing.Quote, listing.ContractUnit];
        var length = HeadBytes + texts.Sum(text => Encoding.UTF8.GetByteCount(text));
        var record = target.GetSpan(length)[..length];
        BinaryPrimitives.WriteUInt16LittleEndian(record, (ushort)length);
        record[2] = (byte)listing.Venue;
        record[3] = (byte)listing.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], listing.Id.Value);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], listing.Tick.Units);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], listing.Lot.Units);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], listing.ContractSize);
        BinaryPrimitives.WriteInt32LittleEndian(record[32..], listing.Complement.Value);
        record[36] = (byte)listing.PriceScale;
        record[37] = (byte)listing.QuantityScale;
        record[38] = (byte)listing.ContractScale;
        record[39] = (byte)listing.Status;
        BinaryPrimitives.WriteInt32LittleEndian(record[40..], symbolNumber);
        var at = HeadBytes;
        for (var i = 0; i < texts.Length; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(texts[i], record[at..]);
            if (bytes > TextBytesMax)
                throw new ArgumentException($"{texts[i]} is longer than {TextBytesMax} bytes.", nameof(listing));
            record[44 + i] = (byte)bytes;
            at += bytes;
        }

        target.Advance(length);
    }

    /// <summary>Reads the next one and moves past it; false where there is none, or it is broken.</summary>
    public static bool TryDecode(ref ReadOnlySpan<byte> records, out Listing listing, out int symbolNumber)
    {
        (listing, symbolNumber) = (null!, 0);
        if (records.Length < HeadBytes)
            return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(records);
        if (length > records.Length || length != HeadBytes + records[44] + records[45] + records[46] + records[47])
            return false;
        var record = records[..length];
        var id = BinaryPrimitives.ReadInt32LittleEndian(record[4..]);
        symbolNumber = BinaryPrimitives.ReadInt32LittleEndian(record[40..]);
        if (id <= 0 || record[44] is 0 or > Listing.VenueSymbolBytesMax || record[36] > DecimalText.MaxScale || record[37] > DecimalText.MaxScale || record[38] > DecimalText.MaxScale
            || record[3] > (byte)ListingKind.Equity || record[39] > (byte)ListingStatus.Closed || symbolNumber < -1 || BinaryPrimitives.ReadInt32LittleEndian(record[32..]) < 0)
            return false;
        var texts = record[HeadBytes..];
        var (symbolAt, quoteAt) = ((int)record[44], record[44] + record[45]);
        var unitAt = quoteAt + record[46];
        listing = new Listing(
            new ListingId(id), (FeedVenue)record[2], Encoding.UTF8.GetString(texts[..symbolAt]), Encoding.UTF8.GetString(texts[symbolAt..quoteAt]), (ListingKind)record[3], record[36], record[37],
            new Price(BinaryPrimitives.ReadInt64LittleEndian(record[8..])), new Quantity(BinaryPrimitives.ReadInt64LittleEndian(record[16..])), Encoding.UTF8.GetString(texts[quoteAt..unitAt]),
            (ListingStatus)record[39])
        {
            ContractSize = BinaryPrimitives.ReadInt64LittleEndian(record[24..]),
            ContractScale = record[38],
            ContractUnit = Encoding.UTF8.GetString(texts[unitAt..]),
            Complement = new ListingId(BinaryPrimitives.ReadInt32LittleEndian(record[32..])),
        };
        records = records[length..];
        return true;
    }
}
