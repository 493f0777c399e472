using Rialto.BackOffice.Surveillance;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.BackOffice.Surveillance;

public sealed class AlertFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-alerts-").FullName;

    private string FileName => Path.Combine(_folder, "alerts.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_alert_is_there_once_wherever_the_process_was_killed()
    {
        Write(3);
        var whole = File.ReadAllBytes(FileName);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(FileName, whole[..length]);
            Write(3);
            Assert.Equal(whole, File.ReadAllBytes(FileName));
        }
    }

    [Fact]
    public void A_file_of_other_alerts_is_refused()
    {
        Write(3);
        using var file = new AlertFile(FileName);
        Assert.Equal(3, file.StillToCome);
        Assert.Contains("it has the alert spoofing-1-1 where", Assert.Throws<AlertFileException>(() => file.Add(Alert(7), Line(7))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_something_else_is_refused_and_stays()
    {
        File.WriteAllText(FileName, "dear diary\nnothing happened\n");
        Assert.Contains("no alerts", Assert.Throws<AlertFileException>(() => new AlertFile(FileName)).Message, StringComparison.Ordinal);
        Assert.Equal("dear diary\nnothing happened\n", File.ReadAllText(FileName));
    }

    private void Write(int count)
    {
        using var file = new AlertFile(FileName);
        for (var i = 1; i <= count; i++)
            file.Add(Alert(i), Line(i));
        file.Flush();
    }

    private static SurveillanceAlert Alert(int number) => new($"spoofing-{number}-1", SuspicionKind.Spoofing, number, new Timestamp(1), [], default, "", []);

    private static string Line(int number) => $$"""{"alert_id":"spoofing-{{number}}-1"}""";
}
