using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Rialto.Model.Orders;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Dbn;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Wire.Fuzz;

/// <summary>Recorded-flow files bent in every way: single rows and records never throw, whole files throw nothing but the exception that names the place.</summary>
public class FlowFileFuzzTests
{
    private static readonly byte[][] Rows =
    [
        "34200.000000001,1,1001,18,1000000,1"u8.ToArray(),
        "57600,5,0,100,1000050,-1"u8.ToArray(),
        "35000.123456789004,7,0,0,-1,-1"u8.ToArray(),
        "0.5,4,9223372036854775807,9223372036854775807,-9223372036854775807,1"u8.ToArray(),
    ];

    private static readonly byte[][] Books =
    [
        "1000300,200,1000200,18,9999999999,0,-9999999999,0"u8.ToArray(),
        "1000300,200,1000200,18"u8.ToArray(),
    ];

    [Fact]
    public void Lobster_rows_never_break_the_decoder() => FuzzRun.Over(Rows, FuzzRun.TextBytes, 7, static (row, index) =>
    {
        if (!LobsterText.TryDecode(row, out var message, out var error))
        {
            Assert.NotEqual(LobsterError.None, error);
            return;
        }

        if (index % 16 != 0)
            return;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{message.Time / 1_000_000_000}.{message.Time % 1_000_000_000:D9},{(int)message.Event},{message.OrderId},{message.Size},{message.Price},{(message.Side == Side.Buy ? 1 : -1)}");
        Assert.True(LobsterText.TryDecode(Encoding.ASCII.GetBytes(text), out var again, out error), $"{error}: {text}");
        Assert.Equal(message, again);
    });

    [Fact]
    public void Lobster_book_rows_never_break_the_decoder()
    {
        List<LobsterLevel> asks = [], bids = [];
        FuzzRun.Over(Books, FuzzRun.TextBytes, 3, (row, index) => LobsterText.TryDecodeBook(row, asks, bids, out _));
    }

    [Fact]
    public void Dbn_records_never_break_the_decoder() => FuzzRun.Over([Mbo((byte)'A'), Mbo((byte)'T'), Mbo((byte)'M')], FuzzRun.BinaryBytes, 3, static (record, index) =>
    {
        if (DbnMbo.TryDecode(record, out var mbo))
            Assert.True(Enum.IsDefined(mbo.Action));
    });

    [Fact]
    public void Dbn_files_end_in_records_or_in_the_exception_that_names_the_place() =>
        FuzzRun.Over([DbnFile(1), DbnFile(2), DbnFile(3)], FuzzRun.BinaryBytes, 1, static (file, index) =>
        {
            try
            {
                using var reader = new DbnReader(new MemoryStream(file.ToArray()), "fuzz");
                while (reader.TryRead(out var record))
                    DbnMbo.TryDecode(record, out _);
            }
            catch (FlowFileException named)
            {
                Assert.NotEqual("", named.Reason);
            }
        });

    [Fact]
    public void Lobster_files_end_in_rows_or_in_the_exception_that_names_the_place()
    {
        var plain = Rows.SelectMany(row => row.Append((byte)'\n')).ToArray();
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(plain);
        FuzzRun.Over([plain, packed.ToArray()], FuzzRun.TextBytes, 1, static (file, index) =>
        {
            // Each reader has a buffer of its own: one in four is enough.
            if (index % 4 != 0)
                return;
            try
            {
                foreach (var message in LobsterFile.ReadMessages(new LineReader(new MemoryStream(file.ToArray()), "fuzz")))
                    Assert.True(message.Event != LobsterEvent.None);
            }
            catch (FlowFileException named)
            {
                Assert.NotEqual("", named.Reason);
            }
        });
    }

    private static byte[] Mbo(byte action)
    {
        var record = new byte[DbnMbo.RecordBytes];
        record[0] = DbnMbo.RecordBytes / 4;
        record[1] = DbnMbo.RecordType;
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), 17);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(16), 1001);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(24), 100_250_000_000);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(32), 5);
        record[36] = 128;
        record[38] = action;
        record[39] = (byte)'B';
        return record;
    }

    private static byte[] DbnFile(byte version)
    {
        var symbolBytes = version == 1 ? 22 : 71;
        var length = 100 + 4 + 4 + symbolBytes + 12;
        var file = new byte[DbnMetadata.PreludeBytes + length];
        "DBN"u8.CopyTo(file);
        file[3] = version;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), (uint)length);
        var metadata = file.AsSpan(DbnMetadata.PreludeBytes);
        "TEST.SET"u8.CopyTo(metadata);
        if (version > 1)
            BinaryPrimitives.WriteUInt16LittleEndian(metadata[45..], (ushort)symbolBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(metadata[104..], 1);
        "FLOW"u8.CopyTo(metadata[108..]);
        return [.. file, .. Mbo((byte)'A'), .. Mbo((byte)'M'), .. Mbo((byte)'C')];
    }
}
