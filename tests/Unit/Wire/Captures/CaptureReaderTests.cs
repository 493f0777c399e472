using System.Text;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Captures;
using Xunit;

namespace Rialto.Unit.Wire.Captures;

public class CaptureReaderTests
{
    [Fact]
    public void Objects_are_read_with_their_escapes_resolved()
    {
        using var reader = Reader(
            """
            {"t":"header","exchange":"X","config":{"a":["b"]},"recorded":1618677371.3}
            {"t":"connect","conn":"X.ws.1","ts":1618677371.364407,"addr":"wss://x/stream"}
            {"t":"send","conn":"X.ws.1","ts":1618677371.5,"data":"{\"op\":1}"}
            {"t":"recv","conn":"X.ws.2","ts":1618677372.1768699,"data":"{\"s\":\"\u00e9\"}"}
            {"t":"http","conn":"X.http","ts":1618677373,"url":"https:\/\/x\/depth?symbol=A","data":"[]"}
            {"t":"recv","conn":"X.ws.1","ts":1618677374,"b64":"aGk="}
            """);
        var seen = new List<string>();
        while (reader.TryRead())
            seen.Add($"{reader.Kind} {reader.Connection} {reader.ReceiveTime.Nanoseconds} {Encoding.UTF8.GetString(reader.Payload)} {Encoding.UTF8.GetString(reader.Url)}");
        Assert.Equal(
            [
                "Other 1 0  ",
                "Connect 2 1618677371364407000 wss://x/stream ",
                "Send 2 1618677371500000000 {\"op\":1} ",
                "Receive 3 1618677372176869900 {\"s\":\"é\"} ",
                "Rest 4 1618677373000000000 [] https://x/depth?symbol=A",
                "Receive 2 1618677374000000000 hi ",
            ], seen);
    }

    [Fact]
    public void Timestamped_lines_are_frames_and_snapshots()
    {
        using var reader = Reader(
            """
            1723161253937085768 {"stream":"a","data":{}}
            1721749182850494 {"lastUpdateId": 1}
            1721749182850 {"stream":"b"}
            """);
        Assert.True(reader.TryRead());
        Assert.Equal((CaptureKind.Receive, 1, 1723161253937085768), (reader.Kind, reader.Connection, reader.ReceiveTime.Nanoseconds));
        Assert.True(reader.TryRead());
        Assert.Equal((CaptureKind.Rest, 1721749182850494000), (reader.Kind, reader.ReceiveTime.Nanoseconds));
        Assert.True(reader.TryRead());
        Assert.Equal((CaptureKind.Receive, 1721749182850000000), (reader.Kind, reader.ReceiveTime.Nanoseconds));
        Assert.False(reader.TryRead());
    }

    [Theory]
    [InlineData("{\"t\":\"recv\"")]
    [InlineData("hello")]
    [InlineData("17231612 {}")]
    [InlineData("{\"t\":\"recv\",\"data\":\"\\ud800\"}")]
    public void A_line_that_is_no_record_is_an_error_with_its_number(string line)
    {
        using var reader = Reader(line);
        Assert.Equal(1, Assert.Throws<FlowFileException>(() => reader.TryRead()).Row);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void A_line_that_is_too_long_is_passed_over_wherever_it_stands(string end)
    {
        const int Max = 100;
        var lines = new[] { 60, 99, 100, 101, 250, 60, 5_000, 99, 1_000 }.Select(length => Line(length)).ToArray();
        using var reader = new CaptureReader(new MemoryStream(Encoding.ASCII.GetBytes(string.Join('\n', lines) + end)), "test", Max);
        foreach (var line in lines)
        {
            Assert.True(reader.TryRead());
            Assert.Equal(line.Length < Max ? (CaptureKind.Lost, 7L) : (CaptureKind.TooLong, 0L), (reader.Kind, reader.LostRecords));
        }

        Assert.Equal(lines.Length, reader.Row);
        Assert.False(reader.TryRead());
    }

    private static string Line(int length)
    {
        const string Start = "{\"t\":\"lost\",\"conn\":\"a\",\"ts\":1,\"count\":7,\"x\":\"";
        return Start + new string('x', length - Start.Length - 2) + "\"}";
    }

    private static CaptureReader Reader(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test");
}
