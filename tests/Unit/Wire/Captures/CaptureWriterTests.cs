using System.Text;
using Rialto.Model.Units;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Captures;
using Xunit;

namespace Rialto.Unit.Wire.Captures;

public class CaptureWriterTests
{
    [Fact]
    public void What_is_written_is_read_again_byte_for_byte()
    {
        var every = new byte[128];
        for (var i = 0; i < every.Length; i++)
            every[i] = (byte)i;
        byte[][] frames = [every, "{\"s\":\"é €😀\\\\\"}"u8.ToArray(), [], [0xFF, 0x00, 0xFE], "plain"u8.ToArray()];
        var file = new MemoryStream();
        var writer = new CaptureWriter(file);
        writer.Header("rialto", new Timestamp(1), "before.jsonl.gz");
        writer.Connect("okx.1", "okx", "wss://x/\"y\"", new Timestamp(1_618_677_371_000_000_001));
        for (var i = 0; i < frames.Length; i++)
            writer.Receive("okx.1", frames[i], isBinary: i == 1, new Timestamp(1_618_677_371_999_999_999 + i));
        writer.EndSegment();
        writer.Rest("okx.rest", "okx", "https://x/depth?a=\"b\""u8, "{\"bids\":[]}"u8, new Timestamp(1_700_000_000_000_000_000));
        writer.Lost("okx.1", 7, new Timestamp(5));
        writer.Disconnect("okx.1", "gone", new Timestamp(6));
        writer.EndSegment();

        using var reader = new CaptureReader(new MemoryStream(file.ToArray()), "test");
        Assert.True(reader.TryRead());
        Assert.Equal(CaptureKind.Other, reader.Kind);
        Assert.True(reader.TryRead());
        Assert.Equal(
            (CaptureKind.Connect, "okx.1", "okx", 1_618_677_371_000_000_001, "wss://x/\"y\""),
            (reader.Kind, reader.ConnectionName, reader.Venue, reader.ReceiveTime.Nanoseconds, Encoding.UTF8.GetString(reader.Payload)));
        for (var i = 0; i < frames.Length; i++)
        {
            Assert.True(reader.TryRead());
            Assert.Equal((CaptureKind.Receive, 1_618_677_371_999_999_999 + i, i is 1 or 3), (reader.Kind, reader.ReceiveTime.Nanoseconds, reader.IsBinary));
            Assert.Equal(frames[i], reader.Payload.ToArray());
        }

        Assert.True(reader.TryRead());
        Assert.Equal(
            (CaptureKind.Rest, "okx", "https://x/depth?a=\"b\"", "{\"bids\":[]}"),
            (reader.Kind, reader.Venue, Encoding.UTF8.GetString(reader.Url), Encoding.UTF8.GetString(reader.Payload)));
        Assert.True(reader.TryRead());
        Assert.Equal((CaptureKind.Lost, 7), (reader.Kind, reader.LostRecords));
        Assert.True(reader.TryRead());
        Assert.Equal(CaptureKind.Disconnect, reader.Kind);
        Assert.False(reader.TryRead());
    }

    [Fact]
    public void What_is_written_is_never_longer_than_what_is_read()
    {
        const int Max = 2_048;
        var file = new MemoryStream();
        var writer = new CaptureWriter(file, Max);
        var written = new List<int>();
        foreach (var filling in new byte[] { (byte)'x', (byte)'"', (byte)'\n', 0x01, 0xFF })
        {
            for (var length = 100; length < Max; length += 7)
            {
                var payload = new byte[length];
                payload.AsSpan().Fill(filling);
                var before = (writer.Records, writer.WaitingBytes);
                var isWritten = writer.Receive("okx.1", payload, isBinary: true, new Timestamp(long.MaxValue));
                Assert.Equal(isWritten, writer.Rest("okx.1", "", default, payload, new Timestamp(1), int.MinValue));
                if (isWritten)
                    written.AddRange([length, length]);
                else
                    Assert.Equal(before, (writer.Records, writer.WaitingBytes));
            }

            // Nearly all of the room is used.
            var most = filling switch { (byte)'x' => 1, 0xFF => 4.0 / 3, 0x01 => 6, _ => 2 };
            Assert.InRange(written[^1] * most, Max - 400, Max);
        }

        Assert.False(writer.Rest("r", "okx", new byte[Max], default, new Timestamp(1)));
        Assert.False(writer.Send("r", new byte[Max], isBinary: false, new Timestamp(1)));
        writer.EndSegment();
        using var reader = new CaptureReader(new MemoryStream(file.ToArray()), "test", Max);
        foreach (var length in written)
        {
            Assert.True(reader.TryRead());
            Assert.Equal(length, reader.Payload.Length);
        }

        Assert.False(reader.TryRead());
    }

    [Fact]
    public void What_goes_on_from_another_file_and_what_a_venue_refused_are_told_apart()
    {
        var file = new MemoryStream();
        var writer = new CaptureWriter(file);
        writer.Continue("okx.1", "okx", "wss://x", new Timestamp(1));
        writer.Rest("okx.rest", "okx", "https://x/depth"u8, "slow down"u8, new Timestamp(2), status: 429);
        writer.EndSegment();

        using var reader = new CaptureReader(new MemoryStream(file.ToArray()), "test");
        Assert.True(reader.TryRead());
        Assert.Equal((CaptureKind.Continue, "okx.1", "okx", "wss://x"), (reader.Kind, reader.ConnectionName, reader.Venue, Encoding.UTF8.GetString(reader.Payload)));
        Assert.True(reader.TryRead());
        Assert.Equal((CaptureKind.Other, "slow down"), (reader.Kind, Encoding.UTF8.GetString(reader.Payload)));
        Assert.False(reader.TryRead());
    }

    [Fact]
    public void What_was_not_packed_yet_is_all_that_a_kill_costs()
    {
        var file = new MemoryStream();
        var writer = new CaptureWriter(file);
        for (var i = 0; i < 3; i++)
        {
            writer.Receive("a", Encoding.ASCII.GetBytes($"{i}"), isBinary: false, new Timestamp(1));
            writer.Receive("a", Encoding.ASCII.GetBytes($"{i}"), isBinary: false, new Timestamp(1));
            if (i < 2)
                writer.EndSegment();
        }

        Assert.True(writer.WaitingBytes > 0);
        using var reader = new CaptureReader(new MemoryStream(file.ToArray()), "test");
        var read = 0;
        while (reader.TryRead())
            read++;
        Assert.Equal(4, read);
    }

    [Fact]
    public void A_file_that_breaks_off_inside_a_segment_gives_the_segments_before()
    {
        var file = new MemoryStream();
        var writer = new CaptureWriter(file);
        writer.Receive("a", "one"u8, isBinary: false, new Timestamp(1));
        writer.EndSegment();
        var whole = file.Length;
        for (var i = 0; i < 1_000; i++)
            writer.Receive("a", Encoding.ASCII.GetBytes($"{i * 7919}"), isBinary: false, new Timestamp(i));
        writer.EndSegment();
        using var reader = new CaptureReader(new MemoryStream(file.ToArray().AsSpan(0, (int)(whole + file.Length) / 2).ToArray()), "test");
        var read = 0;
        try
        {
            while (reader.TryRead())
                read++;
        }
        catch (FlowFileException)
        {
            // The reader says that it breaks off; what came before was given.
        }

        Assert.True(read >= 1);
    }
}
