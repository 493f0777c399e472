using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Rialto.Integration.Fix;

/// <summary>A C++ program that uses QuickFIX, compiled for a test. The test skips where there is no compiler or no library (Debian: apt-get install g++ libquickfix-dev).</summary>
internal static class QuickFixProgram
{
    /// <summary>Compiles a source file.</summary>
    /// <returns>The program.</returns>
    public static async Task<string> BuildAsync(string source, string folder)
    {
        var program = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        // QuickFIX 1.15 declares what its functions throw, which C++17 does not know any more.
        var start = new ProcessStartInfo("g++", ["-std=c++14", "-O1", "-Wno-deprecated", "-o", program, source, "-lquickfix", "-pthread"]) { RedirectStandardError = true };
        Process? compiler = null;
        try
        {
            compiler = Process.Start(start);
        }
        catch (Win32Exception)
        {
            // Said below: it is not there.
        }

        Assert.SkipWhen(compiler is null, "g++ is not installed (Debian: apt-get install g++ libquickfix-dev).");
        using (compiler)
        {
            var errors = await compiler!.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(errors.Contains("quickfix/Application.h: No such file", StringComparison.Ordinal), "QuickFIX is not installed (Debian: apt-get install libquickfix-dev).");
            Assert.True(compiler.ExitCode == 0, errors);
        }

        return program;
    }

    /// <summary>A file of the repository.</summary>
    public static string Find(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine([folder.FullName, .. path]);
            if (File.Exists(file))
                return file;
        }

        throw new FileNotFoundException($"{Path.Combine(path)} is not above the tests.");
    }
}
