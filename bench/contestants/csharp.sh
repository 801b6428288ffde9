# The NuGet package on .NET, and System.Text.Json with RSA.VerifyHash.
bash bindings/csharp/build.sh ../../bench/peers/csharp
dotnet="$root/.work/csharp/dotnet8/dotnet $root/.work/csharp-out/Ackwell.Bench/Ackwell.Bench.dll"
contestant "ackwell, C#" "$dotnet" ackwell
contestant "ackwell, C#, with a shop's questions" "$dotnet" questions
first "ackwell, C#" "$dotnet" first
contestant "C#, System.Text.Json + RSA" "$dotnet" peer
version ".NET $("$root/.work/csharp/dotnet8/dotnet" --list-runtimes | sed -n 's/Microsoft.NETCore.App \([^ ]*\).*/\1/p')"
