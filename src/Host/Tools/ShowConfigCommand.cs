using System.CommandLine;
using Rialto.Host.Config;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto show-config</c>: every setting in force and where it came from.</summary>
internal static class ShowConfigCommand
{
    public static Command Make()
    {
        var command = new Command("show-config", "Print every setting in force and where it came from; checks the configuration without starting anything");
        var settings = SettingOptions.AddTo(command);
        return command.Does((parsed, terminal, _) =>
        {
            var reader = new SettingsReader(settings.Gather(parsed));
            HostSettings.Read(reader);
            try
            {
                reader.ThrowIfRefused();
            }
            catch (ConfigurationException problem)
            {
                throw SettingOptions.Explain(problem);
            }

            Print(terminal, reader);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    /// <summary>Prints what was read.</summary>
    internal static void Print(Terminal terminal, SettingsReader reader)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                foreach (var setting in reader.Effective)
                {
                    json.WriteStartObject(setting.Key);
                    json.WriteString("value", setting.Value);
                    json.WriteString("source", setting.Source);
                    json.WriteEndObject();
                }
            });
            return;
        }

        var table = Terminal.Table("setting", "value", "source");
        foreach (var setting in reader.Effective)
            table.AddRow(Markup.Escape(setting.Key), Markup.Escape(setting.Value), Markup.Escape(setting.Source));
        terminal.Out.Write(table);
    }
}
