using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.BackOffice.Export;
using Rialto.BackOffice.Surveillance;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;
using Rialto.Model.Instruments;

namespace Rialto.Host.Tools;

/// <summary><c>rialto surveil</c>: suspicious patterns in the journal, once or as it grows. Reads only; the exchange may run meanwhile.</summary>
internal static class SurveilCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Make()
    {
        var rules = new Option<string?>("--rules") { Description = "File with rules as JSON; what it leaves out stays as usual" };
        var follow = new Option<bool>("--follow") { Description = "Go on as the journal grows, until interrupted" };
        var output = new Option<string?>("--out") { Description = "File for the alerts as JSON lines, each exactly once, also over restarts" };
        var command = new Command("surveil", "Find patterns of market abuse and money laundering in the journal: spoofing, layering, wash trades, structuring and others")
        {
            PastOptions.Data, rules, follow, output,
        };
        return command.Does(async (parsed, terminal, stop) =>
        {
            var past = new Past(PastOptions.Folder(parsed));
            var watch = new Watch(RulesOf(parsed.GetValue(rules)));
            try
            {
                using var file = parsed.GetValue(output) is { } path ? new AlertFile(path) : null;
                using var reader = new EventReader(past.History, EventCursor.Start);
                var run = new Run(terminal, past, watch, reader, file, parsed.GetValue(follow));
                await Task.Factory.StartNew(() => run.Read(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                return ExitCode.Ok;
            }
            catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
            {
                throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
            }
        });
    }

    private static SurveillanceRules RulesOf(string? path)
    {
        if (path is null)
            return SurveillanceRules.Usual;
        try
        {
            return SurveillanceRules.Parse(File.ReadAllText(path));
        }
        catch (Exception problem) when (problem is SurveillanceRulesException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(problem is SurveillanceRulesException ? ExitCode.Usage : ExitCode.NotFound, $"{path}: {problem.Message}", inner: problem);
        }
    }

    private sealed class Run(Terminal terminal, Past past, Watch watch, EventReader reader, AlertFile? file, bool follow)
    {
        private long _alerts;
        private IReadOnlyList<Instrument> _known = [];

        public void Read(CancellationToken stop)
        {
            try
            {
                do
                {
                    bool isAtEnd;
                    do
                    {
                        isAtEnd = reader.Poll(watch, stop);
                        Tell();
                    }
                    while (!isAtEnd);
                }
                while (follow && !stop.WaitHandle.WaitOne(LookEvery));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                Tell();
            }

            if (file is { StillToCome: > 0 } && !stop.IsCancellationRequested)
                throw new IOException($"The file holds {file.StillToCome} alerts that this journal does not give: it is of another journal, or of other rules.");
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{_alerts:N0} alerts in {watch.Events:N0} events"));
        }

        private void Tell()
        {
            if (!ReferenceEquals(_known, watch.Instruments))
                past.Learn(_known = watch.Instruments);
            foreach (var alert in watch.TakeAlerts())
            {
                _alerts++;
                var line = LineOf(alert);
                if (file is not null && !file.Add(alert, line))
                    continue;
                if (terminal.IsJson)
                    Terminal.Json(line);
                else
                    terminal.Line($"{alert.Time}  {AlertJson.NameOf(alert.Kind)}  {Symbol(alert)}{alert.Text}  [{alert.Id}]");
            }

            file?.Flush();
        }

        private string Symbol(SurveillanceAlert alert) => past.Scene.Instruments(alert.Instrument) is { } instrument ? $"{instrument.Symbol}: " : "";

        private string LineOf(SurveillanceAlert alert)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, Readable))
            {
                json.WriteStartObject();
                AlertJson.Write(json, alert, past.Scene);
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.ToArray());
        }
    }
}
