using System.Globalization;
using Rialto.Gateways.Fix.Application;
using Rialto.Gateways.Fix.Session;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Application;

/// <summary>Whose sessions were is known after a restart.</summary>
public sealed class FixSessionLogTests
{
    [Fact]
    public void Sessions_of_a_key_are_known_to_the_next_process_and_torn_lines_cost_themselves()
    {
        var folder = Directory.CreateTempSubdirectory("rialto-test-").FullName;
        try
        {
            var log = new FixSessionLog(folder);
            log.Add(new SessionId(3), "rk-a");
            log.Add(new SessionId(4), "rk-b");
            log.Add(new SessionId(7), "rk-a");
            File.AppendAllText(Path.Combine(folder, "sessions.log"), "1");

            var next = new FixSessionLog(folder);

            Assert.Empty(log.Of("rk-a"));
            Assert.Equal([new SessionId(3), new SessionId(7)], next.Of("rk-a"));
            Assert.Equal([new SessionId(4)], next.Of("rk-b"));
            Assert.Empty(next.Of("rk-c"));
            next.Add(new SessionId(9), "rk-c");
            Assert.Equal([new SessionId(9)], new FixSessionLog(folder).Of("rk-c"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Who_logs_on_without_end_pushes_out_nobody_elses_sessions()
    {
        var folder = Directory.CreateTempSubdirectory("rialto-test-").FullName;
        try
        {
            var path = Path.Combine(folder, "sessions.log");
            File.WriteAllLines(path, ["1 rk-quiet", "2 rk-reader all", .. Enumerable.Range(3, 400_000).Select(session => string.Create(CultureInfo.InvariantCulture, $"{session} rk-loud"))]);
            var before = new FileInfo(path).Length;

            var log = new FixSessionLog(folder);

            Assert.True(new FileInfo(path).Length < before / 2);
            Assert.Equal([new SessionId(1)], log.Of("rk-quiet"));
            Assert.Equal(FixCopies.All, log.CopiesOf("rk-reader"));
            Assert.Equal(new SessionId(400_002), log.Of("rk-loud").Last());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_number_that_was_given_twice_is_the_last_ones()
    {
        var folder = Directory.CreateTempSubdirectory("rialto-test-").FullName;
        try
        {
            File.WriteAllLines(Path.Combine(folder, "sessions.log"), ["7 rk-a", "8 rk-a", "7 rk-b"]);
            var log = new FixSessionLog(folder);
            Assert.Equal([new SessionId(8)], log.Of("rk-a"));
            Assert.Equal([new SessionId(7)], log.Of("rk-b"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
