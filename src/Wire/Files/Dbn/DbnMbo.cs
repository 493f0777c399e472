using System.Buffers.Binary;

namespace Rialto.Wire.Files.Dbn;

/// <summary>What an MBO record says happened; the file's letters.</summary>
public enum MboAction : byte
{
    /// <summary>Nothing: only flags.</summary>
    None = (byte)'N',

    /// <summary>An order was entered.</summary>
    Add = (byte)'A',

    /// <summary>An order lost its size, or part of it.</summary>
    Cancel = (byte)'C',

    /// <summary>An order has another price, size or both.</summary>
    Modify = (byte)'M',

    /// <summary>The book is emptied.</summary>
    Clear = (byte)'R',

    /// <summary>An aggressor traded; the book does not change by this record.</summary>
    Trade = (byte)'T',

    /// <summary>A resting order was filled; the book does not change by this record.</summary>
    Fill = (byte)'F',
}

/// <summary>Bits of an MBO record's flags.</summary>
[Flags]
public enum MboFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The receive time is not reliable.</summary>
    BadReceiveTime = 8,

    /// <summary>The record aggregates orders of a price.</summary>
    MarketByPrice = 16,

    /// <summary>Sourced from a replay, such as a snapshot.</summary>
    Snapshot = 32,

    /// <summary>Top of book only.</summary>
    TopOfBook = 64,

    /// <summary>The last record of its event: the book may be looked at.</summary>
    Last = 128,
}

/// <summary>
/// One market-by-order record, 56 bytes, the same in all versions.
/// <code>
///  0 length 1 (in 4 bytes)  1 type 1 (160)  2 publisher 2   4 instrument 4   8 event time 8  16 order id 8  24 price 8 (x 1e9)
/// 32 size 4  36 flags 1  37 channel 1  38 action 1  39 side 1  40 receive time 8  48 time delta 4  52 sequence 4
/// </code>
/// </summary>
/// <param name="Instrument">The venue's number of the instrument.</param>
/// <param name="EventTime">Nanoseconds since 1970.</param>
/// <param name="OrderId">The venue's number of the order; 0 for none.</param>
/// <param name="Price">Price x 1,000,000,000; <see cref="NoPrice"/> for none.</param>
/// <param name="Size">Contracts, shares.</param>
/// <param name="Flags">Flags.</param>
/// <param name="Action">What happened.</param>
/// <param name="Side">Letter: A ask, B bid, N none. Of a trade the aggressor's.</param>
/// <param name="Sequence">The venue's.</param>
public readonly record struct DbnMbo(
    uint Instrument, ulong EventTime, ulong OrderId, long Price, uint Size, MboFlags Flags, MboAction Action, byte Side, uint Sequence)
{
    /// <summary>Length of the record, without a send time.</summary>
    public const int RecordBytes = 56;

    /// <summary>The record type.</summary>
    public const byte RecordType = 160;

    /// <summary>The file's price for none.</summary>
    public const long NoPrice = long.MaxValue;

    /// <summary>Decodes a record; never throws.</summary>
    /// <returns>False where it is no MBO record, or has an action or side that is not defined.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> record, out DbnMbo mbo)
    {
        mbo = default;
        if (record.Length < RecordBytes || record[1] != RecordType || record[38] is not ((byte)'A' or (byte)'C' or (byte)'M' or (byte)'R' or (byte)'T' or (byte)'F' or (byte)'N')
            || record[39] is not ((byte)'A' or (byte)'B' or (byte)'N'))
            return false;
        mbo = new DbnMbo(
            BinaryPrimitives.ReadUInt32LittleEndian(record[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[32..]),
            (MboFlags)record[36],
            (MboAction)record[38],
            record[39],
            BinaryPrimitives.ReadUInt32LittleEndian(record[52..]));
        return true;
    }
}
