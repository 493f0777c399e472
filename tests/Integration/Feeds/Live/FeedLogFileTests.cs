using Microsoft.Extensions.Logging;
using Rialto.Host.Feeds.Live;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

public class FeedLogFileTests
{
    [Fact]
    public void A_full_file_gives_way_and_the_oldest_goes()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("logs/feed.log");
        using (var file = new FeedLogFile(path, TimeProvider.System, bytesMax: 150))
        {
            var log = file.CreateLogger("Rialto.Host.Feeds.Live.FeedRole");
            for (var line = 0; line < 12; line++)
                log.Log(LogLevel.Warning, default, $"line {line}\nand more of it, so that two of them fill a file", null, static (state, _) => state);
        }

        Assert.Contains(" Warning FeedRole: line 10 and more", File.ReadAllText(path + ".1"), StringComparison.Ordinal);
        Assert.Equal(6, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Count(name => new FileInfo(name).Length > 0));
    }

    [Fact]
    public void What_is_below_information_is_not_written()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("feed.log");
        using (var file = new FeedLogFile(path, TimeProvider.System))
            file.CreateLogger("x").Log(LogLevel.Debug, default, "hidden", null, static (state, _) => state);
        Assert.Empty(File.ReadAllText(path));
    }
}
