using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>
/// Plays Transcripts/*.txt, the session-layer test cases of FIX 4.4 for an acceptor. With RIALTO_TRANSCRIPTS=record the files are written anew, to be read by a person before they are committed.
/// </summary>
public class FixTranscriptTests
{
    private static readonly string Folder = GoldenFiles.Path(Path.Combine("..", "Unit", "Gateways", "Fix", "Transcripts"));

    public static TheoryData<string, string> Scenarios()
    {
        var scenarios = new TheoryData<string, string>();
        foreach (var path in Directory.EnumerateFiles(Folder, "*.txt").Order(StringComparer.Ordinal))
        {
            foreach (var (name, _) in Split(path))
                scenarios.Add(Path.GetFileName(path), name);
        }

        return scenarios;
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_exchange_says_what_the_transcript_says(string file, string scenario)
    {
        var path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable("RIALTO_TRANSCRIPTS") == "record")
            Record(path);
        var lines = Split(path).Single(found => found.Name == scenario).Lines;
        Assert.Equal(string.Concat(lines.Select(line => line + "\n")), FixTranscript.Play(lines));
    }

    [Fact]
    public void Every_test_case_that_concerns_an_acceptor_has_a_scenario()
    {
        var names = string.Join('\n', Directory.EnumerateFiles(Folder, "*.txt").SelectMany(Split).Select(scenario => scenario.Name));
        string[] cases =
        [
            "1S.a", "1S.b", "1S.c", "1S.d", "1S.e", "2.a", "2.b", "2.c", "2.d", "2.e", "2.f", "2.g", "2.h", "2.i", "2.j", "2.k", "2.l", "2.m", "2.n", "2.o", "2.p", "2.q", "2.r", "2.s", "2.t",
            "3.a", "3.b", "3.c", "3.d", "3.e", "4.a", "4.b", "5", "6", "7", "8", "9", "10.a", "10.b", "10.c", "10.d", "10.e", "11.a", "11.b", "11.c", "12", "13.a", "13.b",
            "14.a", "14.b", "14.c", "14.d", "14.e", "14.f", "14.g", "14.h", "14.i", "14.j", "14.k", "14.l", "14.m", "15", "16.a", "16.b", "17", "18.a", "18.b", "19.a", "19.b", "20",
        ];
        foreach (var number in cases)
            Assert.Contains($"{number} ", names, StringComparison.Ordinal);
    }

    private static void Record(string path)
    {
        lock (Folder)
        {
            var head = File.ReadLines(path).TakeWhile(line => !line.StartsWith("scenario ", StringComparison.Ordinal)).Select(line => line + "\n");
            File.WriteAllText(path, string.Concat(head) + string.Concat(Split(path).Select(scenario => FixTranscript.Play(scenario.Lines))));
        }
    }

    private static List<(string Name, List<string> Lines)> Split(string path)
    {
        var scenarios = new List<(string Name, List<string> Lines)>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("scenario ", StringComparison.Ordinal))
                scenarios.Add((line["scenario ".Length..], []));
            if (scenarios.Count > 0)
                scenarios[^1].Lines.Add(line);
        }

        return scenarios;
    }
}
