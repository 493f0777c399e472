using Rialto.Gateways.Fix.Application;
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
}
